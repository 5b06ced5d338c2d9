"""Equal calls that come at once share one: its answer, its reports, and, when all who waited have gone, its end."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from app.pool.job import Job
from app.pool.pool import Pool
from app.pool.watch import Watch


class Follower:
    """One who wants to know how what he waits for goes. `report` is the latest of the calls that he waits for."""

    def __init__(self) -> None:
        self.report: bytes | None = None
        self.stopping = False
        self._calls: list[Shared] = []

    @property
    def waiting(self) -> bool:
        """Whether he waits for a worker at this moment."""
        return bool(self._calls)

    def stop(self) -> None:
        """Stops what he waits for, now and later."""
        self.stopping = True
        for call in self._calls:
            call.watch.stop()

    def join(self, call: "Shared") -> None:
        """He waits for this call too."""
        self._calls.append(call)
        call.followers.append(self)
        self.report = call.report or self.report
        if self.stopping:
            call.watch.stop()

    def leave(self, call: "Shared") -> None:
        """He waits for it no more."""
        self._calls.remove(call)
        call.followers.remove(self)


@dataclass(eq=False)
class Shared:
    """A call under way."""

    watch: Watch
    task: asyncio.Task[bytes] | None = None
    waiting: int = 0
    report: bytes | None = None
    followers: list[Follower] = field(default_factory=list)

    def hear(self, report: bytes) -> None:
        """The job says how it goes."""
        self.report = report
        for follower in self.followers:
            follower.report = report


class Sharing:
    """The calls under way, by the key of their answer; `keep` is given each answer once."""

    def __init__(self, pool: Pool, keep: Callable[[str, bytes], None]) -> None:
        self._pool = pool
        self._keep = keep
        self._calls: dict[tuple[str, float], Shared] = {}

    async def answer(self, job: Job, *, seconds: float, follower: Follower | None = None) -> bytes:
        """As Pool.call: one call works for all who wait for the same answer and are as patient."""
        place = job.key, seconds
        call = self._calls.get(place)
        if call is None:
            call = self._calls[place] = self._begin(job, seconds)
        assert call.task is not None
        call.waiting += 1
        if follower is not None:
            follower.join(call)
        try:
            return await asyncio.shield(call.task)
        finally:
            call.waiting -= 1
            if follower is not None:
                follower.leave(call)
            if not call.waiting:
                # Nobody waits any more: the work is done, or the last client has gone and the worker is freed.
                if self._calls.get(place) is call:
                    del self._calls[place]
                call.task.cancel()

    def _begin(self, job: Job, seconds: float) -> Shared:
        call = Shared(Watch())
        call.watch.listener = call.hear

        async def work() -> bytes:
            answer = await self._pool.call(job.name, job.payload, seconds=seconds, watch=call.watch)
            self._keep(job.key, answer)
            return answer

        call.task = asyncio.create_task(work())
        return call
