"""The end of the time that a run has, looked at from inside its loops, so that what ends it can name the loop."""

from time import monotonic

from app.errors import Span, TimeLimit, text

_MOST = 4_096
_PAUSE = 0.002
_LONG = 0.25
"""A loop that took so much of the time is named; a shorter one leaves it to the loops around it."""


class Deadline:
    """Every round of a loop counts `left` down, and calls `look` when it is used up: about every two milliseconds."""

    __slots__ = ("_chunk", "_ends", "_last", "_seconds", "left")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._chunk = 1
        self._last = monotonic()
        self._ends = self._last + seconds
        self.left = 1

    def look(self, since: float, span: Span) -> None:
        """Raise TimeLimit when the time is used up, most of it by the loop at `span` that began at `since`."""
        now = monotonic()
        self._chunk = min(self._chunk * 2, _MOST) if now - self._last < _PAUSE else max(self._chunk // 2, 1)
        self._last, self.left = now, self._chunk
        if now >= self._ends and now - since > _LONG * self._seconds:
            raise TimeLimit(
                text(
                    "The program ran longer than %(seconds)s seconds and was stopped in the loop of line %(line)s.",
                    seconds=f"{self._seconds:g}",
                    line=span.line,
                ),
                hint=text("Check how the loop ends, or make it shorter."),
                span=span,
            )
