"""The worker's line to whoever called it, while a job is at work: reports go out, the wish to stop comes in."""

import select
import sys

from app.pool import frames
from app.pool.frames import Kind


class Caller:
    """One call."""

    def __init__(self, source: int, sink: int) -> None:
        self._source = source
        self._sink = sink
        self._stopping = False

    def tell(self, report: bytes) -> None:
        """Sends a report of how the job goes."""
        frames.write(self._sink, Kind.REPORT, report)

    def stops(self) -> bool:
        """Whether the caller wants the answer as it is now, or has gone; on Windows that can't be seen."""
        if not self._stopping and _readable(self._source):
            frame = frames.read(self._source)
            self._stopping = frame is None or frame.kind is Kind.STOP
        return self._stopping


def _readable(descriptor: int) -> bool:
    if sys.platform == "win32":
        return False
    watched = select.poll()
    watched.register(descriptor, select.POLLIN)
    return bool(watched.poll(0))
