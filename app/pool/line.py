"""The line of calls that wait for a worker, first come first served, bounded in length and time."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

from app.errors import Overloaded, Unavailable, text

Item = TypeVar("Item")
STARTING_SECONDS = 60.0
"""How long a call waits for the very first worker, which imports torch before it is ready."""


class Line(Generic[Item]):
    """Idle workers on one side, waiting calls on the other; never both."""

    def __init__(self, length: int, seconds: float) -> None:
        self._length = length
        self._seconds = seconds
        self._idle: list[Item] = []
        self._waiting: deque[asyncio.Future[Item]] = deque()
        self._closed = False
        self._begun = False

    @property
    def waiting(self) -> int:
        """How many calls wait."""
        return len(self._waiting)

    @property
    def idle(self) -> int:
        """How many workers wait."""
        return len(self._idle)

    async def take(self, *, first: bool = False) -> Item:
        """A worker, at once or when one is given; Overloaded when that takes too long or too many wait already.

        `first` goes to the head of the line, even of a full one.
        """
        if self._closed:
            raise _closing()
        if self._idle:
            # The one that worked last: its memory is still in the processor's caches.
            return self._idle.pop()
        if len(self._waiting) >= self._length and not first:
            raise _overloaded()
        place: asyncio.Future[Item] = asyncio.get_running_loop().create_future()
        (self._waiting.appendleft if first else self._waiting.append)(place)
        try:
            async with asyncio.timeout(self._seconds if self._begun else max(self._seconds, STARTING_SECONDS)):
                return await place
        except TimeoutError:
            self._leave(place)
            raise _overloaded() from None
        except asyncio.CancelledError:
            self._leave(place)
            raise

    def give(self, item: Item) -> None:
        """Hands a worker to the first who waits."""
        self._begun = True
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(item)
                return
        self._idle.append(item)

    def withdraw(self, item: Item) -> None:
        """Takes an idle worker back."""
        if item in self._idle:
            self._idle.remove(item)

    def close(self) -> None:
        """Sends everybody away, now and later."""
        self._closed = True
        self._idle.clear()
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_exception(_closing())

    def _leave(self, place: asyncio.Future[Item]) -> None:
        """Whoever waited at `place` is gone; a worker given in the same moment goes to the next one."""
        if place in self._waiting:
            self._waiting.remove(place)
        elif place.done() and not place.cancelled() and place.exception() is None:
            self.give(place.result())


def _overloaded() -> Overloaded:
    return Overloaded(
        text("The server is busy: more programs are waiting than it can run soon."),
        hint=text("Try again in a few seconds."),
    )


def _closing() -> Unavailable:
    return Unavailable(text("The server is stopping."), hint=text("Try again in a few seconds."))
