"""Tells about ten times a second how a run goes: its state in, `Progress` out, and back whether it is to stop."""

from collections.abc import Callable

from app.engine.loops import Loops
from app.engine.recording.passes import Passes
from app.engine.recording.sketch import Sketch
from app.engine.recording.values import finite
from app.graph.progress import Progress

Watch = Callable[[Progress], bool]
"""Is told how a run goes; answers whether it is to stop."""

PRINTED = 8_000
"""Of the printed text so many characters are told, the last ones."""


class Reporter:
    """Reports of one run."""

    def __init__(self, watch: Watch, passes: Passes, loops: Loops, printed: list[str]) -> None:
        self._watch = watch
        self._passes = passes
        self._loops = loops
        self._printed = printed
        self._sketch = Sketch()
        self._sketched = 0

    def beat(self, seconds: float) -> bool:
        """Report after so many seconds; True when the run is to stop. It then has time to reach its next pass."""
        if not self._watch(self._progress(seconds)):
            return False
        self._passes.until = len(self._passes.done)
        return True

    def _progress(self, seconds: float) -> Progress:
        places, losses = self._passes.curves.losses()
        self._sketch.extend(zip(places[self._sketched :], losses[self._sketched :], strict=True))
        self._sketched = len(places)
        points = self._sketch.points()
        done = len(self._passes.done)
        printed, cut = self._end_of_printed()
        return Progress(
            seconds,
            done,
            self._loops.expected(done),
            finite(losses[-1]) if losses else None,
            tuple(x for x, _ in points),
            tuple(y for _, y in points),
            printed,
            cut,
        )

    def _end_of_printed(self) -> tuple[str, bool]:
        parts: list[str] = []
        length = 0
        for part in reversed(self._printed):
            parts.append(part)
            length += len(part)
            if length > PRINTED:
                break
        return "".join(reversed(parts))[-PRINTED:], length > PRINTED
