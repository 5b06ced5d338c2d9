"""The end of the time that a run has, looked at from inside its loops, so that what ends it can name the loop. The same
looks give the run's reports their beat, and learn that it is to stop."""

from collections.abc import Callable
from math import inf
from time import monotonic

from app.errors import GradwalkError, Span, Stopped, TimeLimit, text

_MOST = 4_096
_PAUSE = 0.002
_LONG = 0.25
"""A loop that took so much of the time is named; a shorter one leaves it to the loops around it, for a while."""
_LATE = 0.03
"""The part of the time, beyond its end, after which any loop is named: in deep nests, outer ones seldom look."""
BEAT = 0.1
_TO_THE_NEXT_PASS = 0.15
"""Seconds that a run which is to stop has to reach its next pass, where it stops best."""


class Deadline:
    """Every round of a loop counts `left` down, and calls `look` when it is used up: about every two milliseconds."""

    __slots__ = ("_beat", "_began", "_chunk", "_ends", "_last", "_next", "_seconds", "_stops", "left", "lost")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._chunk = 1
        self._began = self._last = monotonic()
        self._ends = self._last + seconds
        self._next = self._stops = inf
        self._beat: Callable[[float], bool] | None = None
        self.lost: GradwalkError | None = None
        self.left = 1

    def lose(self, error: GradwalkError) -> None:
        """An error that ends the run came where nobody could hear it: it is raised at the next look."""
        self.lost, self.left = self.lost or error, 0

    def count(self, span: Span) -> None:
        """One more of what may go on without end outside of a loop: looked at when its turn comes, as a round is."""
        self.left -= 1
        if self.left < 0:
            self.look(self._began, span)

    def find(self) -> None:
        """Raise what was lost, if anything was."""
        if self.lost is not None:
            raise self.lost

    def follow(self, beat: Callable[[float], bool]) -> None:
        """From now on call `beat` ten times a second, with the seconds so far; True from it stops the run."""
        self._beat = beat
        self._next = self._began + BEAT

    def glance(self) -> None:
        """Time may have come for a report."""
        now = monotonic()
        if now >= self._next:
            self._report(now)

    def look(self, since: float, span: Span) -> None:
        """Raise TimeLimit when the time is used up, if possible in the loop that took most of it; the one that looks is
        at `span` and began at `since`."""
        self.find()
        now = monotonic()
        self._chunk = min(self._chunk * 2, _MOST) if now - self._last < _PAUSE else max(self._chunk // 2, 1)
        self._last, self.left = now, self._chunk if now < self._ends else 0
        if now >= self._next:
            self._report(now)
        if now >= self._stops:
            raise stopped(None, span)
        if now >= self._ends and (now - since > _LONG * self._seconds or now - self._ends > _LATE * self._seconds):
            raise TimeLimit(
                text(
                    "The program ran longer than %(seconds)s seconds and was stopped in the loop of line %(line)s.",
                    seconds=f"{self._seconds:g}",
                    line=span.line,
                ),
                hint=text("Check how the loop ends, or make it shorter."),
                span=span,
            )

    def _report(self, now: float) -> None:
        assert self._beat is not None
        if self._beat(now - self._began):
            self._stops, self._next = now + _TO_THE_NEXT_PASS, inf
        else:
            self._next = monotonic() + BEAT


def stopped(passes: int | None, span: Span | None) -> Stopped:
    """The run ends because somebody said so: after so many passes, or (None) in the midst of one."""
    hint = text("Here is what there was until then. Run the program again to see the rest.")
    if passes is None:
        return Stopped(text("The program was stopped."), hint=hint, span=span)
    return Stopped(text("The program was stopped after %(count)s passes.", count=passes), hint=hint, span=span)
