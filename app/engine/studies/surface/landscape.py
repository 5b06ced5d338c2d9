"""A replay and the places of a grid in, the loss at each place out: many at once where torch can, else one by one."""

import math
import warnings
from collections.abc import Callable, Sequence
from time import monotonic

import torch
from torch import Tensor

from app.engine.studies.refusals import no_surface
from app.engine.studies.replaying.replay import FAILURES, Replay
from app.engine.studies.replaying.tensors import Entry
from app.errors import TimeLimit, text

AT_ONCE = 8_000_000
"""Numbers that all the replays that run at once hold together."""
MOST_NUMBERS = 200_000_000
MOST_CALLS = 300_000
"""What a whole grid may compute: numbers, where many replays run at once, else calls of torch."""
COUNTS = (40, 30, 20)
"""The grids that are tried when one as fine as was asked for costs too much."""
_SAMPLES = 9
_ONE_BY_ONE = 64
_TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-5}


class Landscape:
    """The loss as a function of one or two entries."""

    def __init__(self, replay: Replay, entries: Sequence[Entry], ends: float) -> None:
        self.replay = replay
        self.entries = entries
        self.ends = ends
        self.at_once = False

    def check(self, places: Sequence[Sequence[float]]) -> None:
        """Find out whether many replays can run at once: whether they then give what one by one gives.

        Raises:
            ProgramError: `no-surface`; the recorded loss does not come out again.
        """
        loss = self.replay.root.detach().reshape(())
        try:
            again = self._one(self._places([[entry.number for entry in self.entries]])[0])
        except FAILURES:
            again = None
        if again is None or again.dtype != loss.dtype or not torch.equal(again.nan_to_num(), loss.nan_to_num()):
            raise no_surface(
                text("The calculation of this pass does not give the same loss when it is done again."),
                text("Compute the loss afresh from the parameters in every pass."),
            )
        step = max(len(places) // _SAMPLES, 1)
        samples = self._places([*places[::step]][: self._size])
        try:
            together = self._together(samples)
        except FAILURES:
            return
        singly = torch.tensor([self._attempt(place) for place in samples], dtype=torch.float64)
        tolerance = _TOLERANCE.get(loss.dtype, 1e-2)
        self.at_once = torch.allclose(together.double(), singly, rtol=tolerance, atol=0, equal_nan=True)

    def count(self, wanted: int) -> int:
        """How many places of each axis can be afforded, at most `wanted`.

        Raises:
            ProgramError: `no-surface`; even a coarse grid is too expensive.
        """
        cost, most = (self.replay.cost, MOST_NUMBERS) if self.at_once else (len(self.replay.doings), MOST_CALLS)
        for count in (wanted, *(each for each in COUNTS if each < wanted)):
            if cost * count ** len(self.entries) <= most:
                return count
        raise no_surface(
            text("The calculation is too large to be done again at many places."),
            text("Use less data, or fewer layers."),
        )

    def __call__(self, places: Sequence[Sequence[float]]) -> list[float]:
        """The loss at each place.

        Raises:
            TimeLimit: it takes too long.
        """
        size = self._size if self.at_once else _ONE_BY_ONE
        found: list[float] = []
        for rows in torch.split(self._places(places), size):
            self._look()
            found.extend(self._part(rows))
        return found

    def _look(self) -> None:
        if monotonic() > self.ends:
            raise TimeLimit(text("The surface takes too long to compute."), hint=text("Use less data."))

    @property
    def _size(self) -> int:
        return max(AT_ONCE // self.replay.numbers, 1)

    def _part(self, rows: Tensor) -> list[float]:
        if self.at_once:
            try:
                together: list[float] = self._together(rows).tolist()
                return together
            except FAILURES:
                self.at_once = False
        return [self._attempt(row) for row in rows]

    def _attempt(self, row: Tensor) -> float:
        """The loss at one place; where torch can't compute it, such as the root of a matrix that has none, NaN."""
        self._look()
        try:
            return self._one(row).item()
        except FAILURES:
            return math.nan

    def _places(self, places: Sequence[Sequence[float]]) -> Tensor:
        return torch.tensor(places, dtype=torch.float64).reshape(len(places), len(self.entries))

    def _together(self, rows: Tensor) -> Tensor:
        many: Callable[..., Tensor] = torch.vmap(self._one)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that an operation has no rule of its own costs only time
            return many(rows)

    def _one(self, row: Tensor) -> Tensor:
        values: dict[int, tuple[Tensor, Tensor]] = {}
        for column, entry in enumerate(self.entries):
            leaf = entry.leaf
            _, value = values.get(id(leaf), (leaf, leaf.detach()))
            here = (torch.arange(leaf.numel()) == entry.place).reshape(leaf.shape)
            values[id(leaf)] = leaf, torch.where(here, row[column].to(leaf.dtype), value)
        with torch.no_grad():
            return self.replay([*values.values()]).reshape(())
