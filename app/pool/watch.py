"""The hold that a caller keeps on a call while it goes on: hears the reports, and may stop it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.errors import Stopped, text

Result = TypeVar("Result")


class Watch:
    """Of one call; `listener` gets the reports of its job."""

    def __init__(self, listener: Callable[[bytes], None] | None = None) -> None:
        self.listener = listener
        self._stop = asyncio.Event()
        self._waiting: asyncio.Timeout | None = None

    def stop(self) -> None:
        """End the call soon: with the answer that the job has by now, or else with Stopped."""
        self._stop.set()
        if self._waiting is not None:
            self._waiting.reschedule(0)

    async def stopped(self) -> None:
        """Waits until somebody stops the call."""
        await self._stop.wait()

    def check(self) -> None:
        """Raise Stopped when somebody has."""
        if self._stop.is_set():
            raise Stopped(text("The program was stopped."))

    async def unless_stopped(self, begin: Callable[[], Awaitable[Result]]) -> Result:
        """What comes of `begin`, which knows how to be cancelled; Stopped when the call is stopped before."""
        self.check()
        try:
            async with asyncio.timeout(None) as self._waiting:
                return await begin()
        except TimeoutError:
            self.check()
            raise
        finally:
            self._waiting = None
