"""The operations of one pass and a direction in; the tangent of every result, by torch's own forward mode, out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

import torch
from torch import Tensor
from torch.autograd.forward_ad import make_dual, unpack_dual

from app.engine.studies.replaying.precise import is_constant
from app.engine.studies.replaying.recorded_tape import Made, RecordedTape
from app.engine.studies.replaying.replay import FAILURES, Doing, copied
from app.engine.studies.replaying.tensors import memory_of, results_of, tensors_of
from app.errors import Text, TimeLimit, text


@dataclass(frozen=True)
class Share:
    """What one argument brings to the results of an operation: its place among the tensors of the call, its own
    tangent, and for each result what it adds to that one's tangent (None: nothing)."""

    place: int
    tangent: Tensor
    given: tuple[Tensor | None, ...]


@dataclass(frozen=True)
class Swept:
    """An operation done again: the tangents of its results (None where one has none), and their shares."""

    doing: Doing
    made: tuple[Made | None, ...]
    tangents: tuple[Tensor | None, ...]
    shares: tuple[Share, ...]
    stopped: Text | None = None


@dataclass
class DualReplay:
    """The calculation of a tape, to be done again with dual numbers in the program's own dtype; call it inside a
    `dual_level`. `unknown` says of a tensor that no operation on the tape has made whether it depends on the
    direction. What the program computed without gradients has no tangent here either."""

    tape: RecordedTape
    unknown: Callable[[Tensor], bool]
    ends: float
    values: dict[int, Tensor] = field(default_factory=dict)
    _lost: set[int] = field(default_factory=set)

    def move(self, leaf: Tensor, direction: Tensor) -> None:
        """Let a leaf change along a direction."""
        self.values[id(leaf)] = _dual(leaf.detach(), direction)

    def tangent(self, tensor: Tensor) -> Tensor | None:
        """How a tensor of the program changes; None where it does not."""
        dual = self.values.get(id(tensor))
        return None if dual is None else _parts(dual)[1]

    def primal(self, tensor: Tensor) -> Tensor:
        """The value of a tensor of the program, as it came out again."""
        return _parts(self.values[id(tensor)])[0]

    def is_lost(self, tensor: Tensor) -> bool:
        """Whether it depends on the direction in a way that is not known."""
        return id(tensor) in self._lost or memory_of(tensor) in self._lost

    def __iter__(self) -> Iterator[Swept]:
        """Every operation, done again in its order; what it reads is still as it was before."""
        for place, doing in enumerate(self.tape.doings):
            if monotonic() > self.ends:
                raise TimeLimit(text("The tangents take too long to compute."), hint=text("Use less data."))
            made = tuple(self.tape.made.get(place, [None] * len(doing.out)))
            if any(self.is_lost(item) or self._is_unknown(item) for item in _read(doing)):
                self._lose(doing)
                continue
            yield self._swept(doing, made)

    def _is_unknown(self, tensor: Tensor) -> bool:
        """Whether it came from elsewhere: from a custom function, or a pass that is over."""
        foreign = tensor.requires_grad and id(tensor) not in self.values and not self.tape.is_source(tensor)
        return foreign and self.unknown(tensor)

    def _lose(self, doing: Doing) -> None:
        if not is_constant(doing):
            self._lost.update(map(id, doing.out), doing.writes)

    def _swept(self, doing: Doing, made: tuple[Made | None, ...]) -> Swept:
        moved = [(place, item) for place, item in enumerate(_read(doing)) if self.tangent(item) is not None]
        shares: tuple[Share, ...] = ()
        try:
            if len(moved) > 1:
                shares = tuple(self._share(doing, place, item) for place, item in moved)
            before = [(place, _kept(self.tangent(item))) for place, item in moved]
            out = self._done(doing, None)
        except FAILURES as error:
            self._lose(doing)
            return Swept(doing, made, (None,) * len(doing.out), (), _reason(doing, error))
        self.values.update((id(was), now) for was, now in zip(doing.out, out, strict=True))
        tangents = tuple(self.tangent(item) for item in doing.out)
        if len(moved) == 1:
            shares = tuple(Share(place, tangent, tangents) for place, tangent in before if tangent is not None)
        return Swept(doing, made, tangents, shares)

    def _share(self, doing: Doing, place: int, item: Tensor) -> Share:
        """What comes out where this argument alone changes: forward mode is linear, so the shares add up."""
        tangent = _kept(self.tangent(item))
        assert tangent is not None
        return Share(place, tangent, self._alone(doing, place))

    def _alone(self, doing: Doing, place: int) -> tuple[Tensor | None, ...]:
        """torch takes many times as long where one argument changes and others have no tangent as where theirs is zero.
        That comes to the same, unless something infinite is multiplied by the zero."""
        if len(doing.out) == 1 and not doing.writes:
            (tangent,) = (_parts(out)[1] for out in self._done(doing, place, zeros=True))
            if tangent is not None and bool(torch.isfinite(tangent).all()):
                return (tangent,)
        return tuple(_parts(out)[1] for out in self._done(doing, place))

    def _done(self, doing: Doing, only: int | None, *, zeros: bool = False) -> list[Tensor]:
        """The results; with `only`, where one of the arguments alone changes, on copies if the operation writes. The
        others then have no tangent, or `zeros`."""
        if doing.function is copied:
            return [doing.args[0].clone()]
        places = count()
        args = [self._given(item, places, only, doing, zeros) for item in doing.args]
        kwargs = {name: self._given(item, places, only, doing, zeros) for name, item in doing.kwargs.items()}
        out = doing.function(*args, **kwargs)
        made = results_of(out)
        return [_parts(item)[0] for item in made] if is_constant(doing) else made

    def _given(self, item: Any, places: Iterator[int], only: int | None, doing: Doing, zeros: bool) -> Any:
        if isinstance(item, (list, tuple)):
            return [self._given(part, places, only, doing, zeros) for part in item]
        if not isinstance(item, Tensor):
            return item
        dual = self.values.get(id(item))
        place = next(places)
        if dual is None:
            return item.detach()
        if only is None:
            return dual
        primal, tangent = _parts(dual)
        if doing.writes:
            primal = primal.clone()
        if place == only and tangent is not None:
            return _dual(primal, tangent.clone())
        return _dual(primal, torch.zeros_like(tangent)) if zeros and tangent is not None else primal


def _dual(primal: Tensor, tangent: Tensor) -> Tensor:
    dual: Tensor = make_dual(primal, tangent)  # type: ignore[no-untyped-call]  # torch has not annotated it
    return dual


def _parts(dual: Tensor) -> tuple[Tensor, Tensor | None]:
    primal, tangent = unpack_dual(dual)  # type: ignore[no-untyped-call]
    return primal, tangent


def _read(doing: Doing) -> Sequence[Tensor]:
    """The tensors among the arguments of a call, in their order."""
    return tensors_of((*doing.args, *doing.kwargs.values()))


def _kept(tangent: Tensor | None) -> Tensor | None:
    """A copy: an operation may write to what it reads."""
    return None if tangent is None else tangent.clone()


def _reason(doing: Doing, error: Exception) -> Text:
    name = doing.function.__name__.partition(".")[0]
    if isinstance(error, NotImplementedError):
        return text("torch has no formula of forward mode for %(name)s.", name=name)
    return text("%(name)s can't be done again by itself.", name=name)
