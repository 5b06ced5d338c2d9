"""The `for` loops that a run is in, and what they tell of the passes that are still to come."""

from collections.abc import Sized
from typing import Any

from torch import Tensor

DEEPEST = 4
_SELDOM = 0.75
"""Fewer passes a round than this: the program differentiates in some rounds only."""


class Loop:
    """One `for`: its rounds so far, how many there will be (None: nobody knows), the passes done when it began."""

    __slots__ = ("count", "first", "total")

    def __init__(self, total: int | None, first: int) -> None:
        self.count = 0
        self.total = total
        self.first = first


class Loops:
    """The outermost loops of a run; those further inside tell nothing that matters."""

    def __init__(self) -> None:
        self._open: list[Loop] = []

    def begin(self, items: Any, passes: int) -> Loop:
        """A loop over these items begins, after so many passes."""
        loop = Loop(_length(items), passes)
        if len(self._open) < DEEPEST:
            self._open.append(loop)
        return loop

    def end(self, loop: Loop) -> None:
        """A loop is over, and with it what it holds."""
        if loop in self._open:
            del self._open[self._open.index(loop) :]

    def expected(self, passes: int) -> int | None:
        """About how many passes there will be at the end of the outermost loop; None where it does not tell.

        >>> loops = Loops()
        >>> epochs, samples = loops.begin(range(100), 0), loops.begin([1, 2, 3], 0)
        >>> epochs.count, samples.count = 4, 2
        >>> loops.expected(10)
        300
        """
        if not self._open or passes <= self._open[0].first:
            return None
        loop, rounds = self._open[0], self._rounds(0)
        if loop.total is None or rounds <= 0:
            return None
        pace = (passes - loop.first) / rounds
        return loop.first + round(loop.total * (pace if pace < _SELDOM else round(pace)))

    def _rounds(self, depth: int) -> float:
        """The rounds that a loop has done, with the part that the loops inside it have done of this one."""
        part = 0.0
        for loop in reversed(self._open[depth:]):
            rounds = max(loop.count - 1, 0) + part
            part = min(rounds / loop.total, 1.0) if loop.total else 0.0
        return rounds


def _length(items: Any) -> int | None:
    if isinstance(items, Tensor):
        return items.shape[0] if items.dim() else None
    try:
        return len(items) if type(items) in (range, list, tuple) and isinstance(items, Sized) else None
    except OverflowError:  # a range longer than the machine can count
        return None
