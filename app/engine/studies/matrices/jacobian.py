"""A calculation, one of its nodes and entries of its parameters in; the Jacobian, beside finite differences, out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import torch
from torch import Tensor

from app.engine.recording.values import finite
from app.engine.studies.matrices.rounding import rounding_of
from app.engine.studies.refusals import no_matrices
from app.engine.studies.replaying.precise import STEP, Precise, doubled
from app.engine.studies.replaying.replay import FAILURES, Values
from app.engine.studies.replaying.tensors import Entry, dense
from app.errors import ProgramError, Text, TimeLimit, text
from app.graph.matrices import Jacobian, Rows
from app.graph.model import Node, Value
from app.graph.naming import called, index_text
from app.graph.numbers import flat

_TOLERANCE = 1e-6
_BEND = 1e-4
_DIGITS = 1e-14
_ROUNDING = 1e-3
"""How far the program's own number may be from the one in float64."""
_COARSE = 0.05
"""The same for half the digits."""


@dataclass(frozen=True)
class Columns:
    """The entries that a matrix has its columns for, and until when it must be there."""

    entries: Sequence[Entry]
    ends: float

    @property
    def leaves(self) -> dict[int, Tensor]:
        """The leaves of the entries, each once, by their ids."""
        return {id(entry.leaf): entry.leaf for entry in self.entries}

    def row(self, target: Tensor, given: dict[int, Tensor], *, create_graph: bool = False) -> Tensor:
        """The derivatives of one number by the entries; 0 where it does not depend on one.

        Raises:
            TimeLimit: the time is over.
        """
        self.look()
        wanted = {key: given[key] for key in self.leaves}
        if not target.requires_grad:
            return torch.zeros(len(self.entries), dtype=torch.float64)
        found: tuple[Tensor | None, ...] = torch.autograd.grad(
            target, list(wanted.values()), retain_graph=True, create_graph=create_graph, allow_unused=True
        )
        by_leaf = dict(zip(wanted, found, strict=True))
        return torch.stack([_at(by_leaf[id(entry.leaf)], entry.place) for entry in self.entries])

    def look(self) -> None:
        """Raises TimeLimit once the time is over."""
        if monotonic() > self.ends:
            raise TimeLimit(
                text("The matrices take too long to compute."), hint=text("Choose fewer parameters, or use less data.")
            )


def _at(gradient: Tensor | None, place: int) -> Tensor:
    if gradient is None:
        return torch.zeros((), dtype=torch.float64)
    return dense(gradient).reshape(-1)[place].double()


def begun(precise: Precise) -> dict[int, Tensor]:
    """The leaves of a calculation in float64, each beginning a graph of its own."""
    return {id(leaf): doubled(leaf).requires_grad_() for leaf in precise.leaves()}


def jacobian_of(precise: Precise, node: Node, columns: Columns) -> Jacobian:
    """The Jacobian of a node, which is the end of the calculation.

    Raises:
        ProgramError: `no-matrices`; it does not come out again.
        TimeLimit: it takes too long.
    """
    given = begun(precise) | {key: doubled(leaf).requires_grad_() for key, leaf in columns.leaves.items()}

    def once(leaves: dict[int, Tensor]) -> tuple[Values, Tensor]:
        with torch.enable_grad():
            values = precise(leaves)
        return values, torch.stack([columns.row(item, leaves) for item in values[id(precise.root)].reshape(-1)])

    try:
        values, made = once(given)
    except FAILURES:
        raise _not_again() from None
    target = values[id(precise.root)]
    if not _is_the_same(target.detach(), node.value):
        raise _not_again()
    error, agrees = _Differences(precise, values, columns).compared(made)
    rounding = rounding_of(lambda leaves: once(leaves)[1], given, made, values.values())
    says = _only_rounding(made) if rounding and agrees else _said(error, agrees)
    names = tuple(called(node) + index_text(node.shape, place) for place in range(target.numel()))
    return Jacobian(
        node.id, called(node), node.shape, names, rows_of(made), finite(error), agrees, says
    )  # fmt: skip


def rows_of(matrix: Tensor) -> Rows:
    """A matrix as plain numbers."""
    return tuple(tuple(finite(number) for number in row) for row in matrix.tolist())


class _Differences:
    """Central finite differences of a calculation in float64."""

    def __init__(self, precise: Precise, values: Values, columns: Columns) -> None:
        self.precise = precise
        self.fixed = {key: value.detach() for key, value in values.items()}
        self.columns = columns
        self.first = {key: value for key, value in self.fixed.items() if key in {id(leaf) for leaf in precise.leaves()}}
        self.first |= {key: doubled(leaf) for key, leaf in columns.leaves.items()}
        self.middle = self.fixed[id(precise.root)].reshape(-1).double()
        self.noise = 0.0

    def compared(self, made: Tensor) -> tuple[float, bool]:
        """How far a Jacobian is from the differences, relative to the largest entry; whether that is near enough."""
        numeric = torch.stack([self._column(entry) for entry in self.columns.entries], dim=1)
        if float((made - numeric).abs().max()) > _TOLERANCE * float(made.abs().max()) + self.noise:
            # The difference's own error goes with the square of the step (Richardson).
            nearer = torch.stack([self._column(entry, 0.1) for entry in self.columns.entries], dim=1)
            unsure = float((nearer - numeric).abs().max()) / 20
            numeric, self.noise = nearer + (nearer - numeric) / 99, self.noise + unsure + self._cancelled()
        size = float(torch.maximum(made.abs().max(), numeric.abs().max()))
        off = float((made - numeric).abs().max())
        error = 0.0 if size <= self.noise else off / size if size else off
        return error, off <= _TOLERANCE * size + self.noise

    def _cancelled(self) -> float:
        """What the last digits of the numbers on the way can make of a difference."""
        on_the_way = (value.abs().nan_to_num(0.0, 0.0, 0.0).max() for value in self.fixed.values() if value.numel())
        return _DIGITS * max(map(float, on_the_way), default=0.0) / STEP

    def _column(self, entry: Entry, part: float = 1.0) -> Tensor:
        self.columns.look()
        before = self.first[id(entry.leaf)]
        step = part * STEP * max(abs(float(before.reshape(-1)[entry.place])), 1.0)
        moved = torch.zeros(before.numel(), dtype=torch.float64)
        moved[entry.place] = step
        along = moved.reshape(before.shape)
        right: Tensor = (self._end(entry, before + along) - self.middle) / step
        left: Tensor = (self.middle - self._end(entry, before - along)) / step
        # What the loss curves over a step, and its last digits, are no part of the slope.
        bend = _BEND * float((right - left).abs().max()) + _DIGITS * float(self.middle.abs().max()) / step
        self.noise = max(self.noise, bend)
        return (right + left) / 2

    def _end(self, entry: Entry, value: Tensor) -> Tensor:
        try:
            with torch.no_grad():
                again = self.precise({**self.first, id(entry.leaf): value}, self.fixed)[id(self.precise.root)]
        except FAILURES:
            return torch.full_like(self.middle, math.nan)
        numbers: Tensor = again.reshape(-1).double()
        return numbers


def _is_the_same(target: Tensor, value: Value | None) -> bool:
    """Whether the node has the numbers that the graph shows: it has not, when the program changed it in place later."""
    if value is None or value.data is None:
        return value is None
    shown = torch.tensor([float(item) for item in flat(value) or ()], dtype=torch.float64)
    close = _COARSE if "16" in value.dtype else _ROUNDING
    size = float(shown.nan_to_num(0.0, 0.0, 0.0).abs().max()) if shown.numel() else 0.0
    return torch.allclose(target.reshape(-1).double(), shown, rtol=close, atol=close * size + 1e-6, equal_nan=True)


def _only_rounding(made: Tensor) -> Text:
    return text(
        "Every entry is zero up to rounding: what is left, at most %(size)s, is the last digits of terms that cancel. "
        "Finite differences give 0 as well.",
        size=f"{float(made.abs().max()):.1e}",
    )


def _said(error: float, agrees: bool) -> Text:
    if math.isnan(error):
        return text("Finite differences can't be taken here: a number of them is NaN or infinite.")
    if agrees and not error:
        return text("Finite differences give the same.")
    if agrees:
        return text("Finite differences give the same: no entry is off by more than %(error)s of the largest.",
                    error=f"{error:.1e}")  # fmt: skip
    return text(
        "Finite differences are off by %(error)s of the largest entry: there is a kink here, as that of relu at 0, "
        "or the numbers grow too fast for a small step.",
        error=f"{error:.1e}",
    )


def _not_again() -> ProgramError:
    return no_matrices(
        text("The calculation of this node can't be done again in float64 with the same result."),
        text("Choose a node that is computed without random numbers and not changed in place later."),
    )
