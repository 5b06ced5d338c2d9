"""What happens from pass to pass: the loss, every small parameter and its gradient, norms of the large ones, the
learning rate. Notes come in while the program runs, thinned curves go out."""

import weakref
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from app.engine.recording.naming import parameter_names
from app.engine.recording.values import finite
from app.graph.model import Number, Series, SeriesKind

MOST_POINTS = 2_000
MOST_SERIES = 60
SMALL = 6
"""A parameter of so many numbers has a curve for each; a larger one has its norm."""
_LOOKED_UP = 64
Parameters = list[tuple[str, Tensor]]


class Curves:
    """All series of one run."""

    def __init__(self) -> None:
        self._columns: dict[tuple[SeriesKind, str], tuple[array[int], array[float]]] = {}
        self._followed: list[tuple[str, weakref.ref[Tensor]]] = []
        self._final: dict[tuple[SeriesKind, str], float] = {}
        self.inside = False
        """Whether a parameter is followed that only a function knows, and that goes with it."""

    def note(self, kind: SeriesKind, name: str, index: int, value: Any) -> None:
        """One number at one pass; a complex one has no curve."""
        if isinstance(value, complex):
            return
        column = self._columns.get((kind, name))
        if column is None:
            if len(self._columns) >= MOST_SERIES:
                return
            column = self._columns[kind, name] = array("q"), array("d")
        column[0].append(index)
        column[1].append(value)

    def passed(
        self, index: int, variables: Mapping[str, Any], parameters: Callable[[], Parameters],
        given: Mapping[int, Tensor | None],
    ) -> None:  # fmt: skip
        """A backward pass is over: note every parameter, with the gradient that it now has. `variables` are those of
        the program; `parameters` finds those of the functions that run now as well; `given` are the gradients that went
        to the program itself, by the ids of the tensors."""
        if index < _LOOKED_UP or index % _LOOKED_UP == 0 or any(ref() is None for _, ref in self._followed):
            found = parameters()
            self.inside = len(found) > len(parameter_names(variables))
            self._followed = [(name, weakref.ref(tensor)) for name, tensor in found]
        with torch.no_grad():
            for name, reference in self._followed:
                tensor = reference()
                if tensor is not None and tensor.is_floating_point():
                    self._note_parameter(name, tensor, index, given.get(id(tensor), tensor.grad))

    def _note_parameter(self, name: str, tensor: Tensor, index: int, gradient: Tensor | None) -> None:
        kind, numbers = _numbers(name, tensor)
        for label, value in numbers:
            self.note(kind, label, index, value)
        if tensor.numel() > SMALL:
            if gradient is not None:
                self.note("gradient-norm", name, index, float(torch.linalg.vector_norm(gradient)))
        elif gradient is not None and gradient.layout is torch.strided:
            for label, value in _entries(name, gradient):
                self.note("gradient", label, index, value)

    def ended(self, variables: Mapping[str, Any]) -> None:
        """The run is over, or the function that has these variables: what the last update has left of every parameter
        that was followed."""
        followed = {id(tensor): name for name, reference in self._followed if (tensor := reference()) is not None}
        with torch.no_grad():
            for own, tensor in parameter_names(variables) if self._columns else ():
                name = followed.get(id(tensor), own)
                if tensor.is_floating_point():
                    kind, numbers = _numbers(name, tensor)
                    self._final |= {(kind, label): value for label, value in numbers}

    def losses(self) -> tuple[Sequence[int], Sequence[float]]:
        """Every loss so far: the passes, and the numbers."""
        return self._columns.get(("loss", "loss"), (array("q"), array("d")))

    def told(self) -> tuple[Series, ...]:
        """The curves, each thinned to a few thousand points that keep every peak."""
        return tuple(
            Series(name, kind, *_thinned(passes, values), self._told_last(kind, name))
            for (kind, name), (passes, values) in self._columns.items()
        )

    def _told_last(self, kind: SeriesKind, name: str) -> Number | None:
        final = self._final.get((kind, name))
        return None if final is None else finite(final)


def _numbers(name: str, tensor: Tensor) -> tuple[SeriesKind, list[tuple[str, float]]]:
    """The entries of a small parameter, the norm of a large one."""
    if tensor.numel() > SMALL:
        return "norm", [(name, float(torch.linalg.vector_norm(tensor)))]
    return "parameter", _entries(name, tensor)


def _entries(name: str, tensor: Tensor) -> list[tuple[str, float]]:
    if tensor.dim() == 0:
        return [(name, tensor.item())]
    if tensor.dim() == 1:
        return [(f"{name}[{place}]", value) for place, value in enumerate(tensor.tolist())]
    labels = [f"{name}{place}" for place in torch.ones(tensor.shape).nonzero().tolist()]
    return list(zip(labels, tensor.flatten().tolist(), strict=True))


def _thinned(passes: Sequence[int], values: Sequence[float]) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Of many points the first, the last, and the least and greatest of each stretch."""
    places: Sequence[int] = range(len(passes))
    if len(passes) > MOST_POINTS:
        length = -(-2 * len(passes) // MOST_POINTS)
        kept = {0, len(passes) - 1}
        for start in range(0, len(passes), length):
            stretch = range(start, min(start + length, len(passes)))
            kept |= {min(stretch, key=values.__getitem__), max(stretch, key=values.__getitem__)}
        places = sorted(kept)
    return tuple(passes[place] for place in places), tuple(finite(values[place]) for place in places)
