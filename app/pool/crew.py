"""The worker processes of a pool: two lanes, kept full; who ends is replaced.

The short lane has a fixed number of processes, for calls that have just begun. A call that goes on for too long takes
its process along to the long lane, while that has room, with a lower priority; a fresh one takes its place. A process
of the long lane ends with its call.
"""

import asyncio
import itertools
import logging

from app.pool.channel import Channel, ChannelLost
from app.pool.line import Line
from app.pool.nursery import Nursery
from app.pool.spec import Introduction, Seal

log = logging.getLogger(__name__)

# Importing torch on a slow and busy machine: a worker that is not READY after this long never will be.
START_SECONDS = 60.0
# Starts that may fail in a row before there are pauses between them, and before `ready()` gives up.
FREE_FAILURES = 3
LONGEST_PAUSE_SECONDS = 2.0


class StartFailed(RuntimeError):
    """Several workers in a row ended before they were ready."""


class Worker:
    """One process; `key` is its number here. It is overdue when its call has gone on for too long."""

    def __init__(self, crew: "Crew", key: int) -> None:
        self.key = key
        self.process = 0
        self.overdue = False
        self.channel = Channel(lambda: crew.notice_death(self))


class Crew:
    """Starts workers, gives the idle ones to the line, ends and replaces them."""

    def __init__(self, nursery: Nursery, line: Line[Worker], *, workers: int, long_workers: int) -> None:
        self.seal: Seal | None = None
        # Dictionaries keep the order of arrival: who was first in the short lane is first to leave it.
        self.short: dict[Worker, None] = {}
        self.long: dict[Worker, None] = {}
        self.starting: set[asyncio.Task[None]] = set()
        self.respawns = self.lost = 0
        self._nursery = nursery
        self._line = line
        self._workers = workers
        self._long_workers = long_workers
        self._keys = itertools.count(1)
        self._failures = 0
        self._changed = asyncio.Event()
        self._stopping = False

    def fill(self) -> None:
        """Starts as many workers as the short lane lacks; returns at once."""
        while not self._stopping and len(self.short) + len(self.starting) < self._workers:
            self.starting.add(asyncio.create_task(self._bring_up()))

    async def ready(self) -> None:
        """Waits until a worker is ready. StartFailed when none gets there; the crew goes on trying all the same."""
        while not self.short:
            if self._failures >= FREE_FAILURES:
                raise StartFailed(f"{self._failures} workers in a row ended before they were ready; see standard error")
            self._changed.clear()
            await self._changed.wait()

    async def stop(self) -> None:
        """Ends every process; returns when they are gone."""
        self._stopping = True
        for task in self.starting:
            task.cancel()
        await asyncio.gather(*self.starting, return_exceptions=True)
        for worker in [*self.short, *self.long]:
            self.drop(worker)
        await self._nursery.stop()

    def release(self, worker: Worker) -> None:
        """A worker has finished its call and is fit for another one."""
        worker.overdue = False
        if worker in self.short:
            self._line.give(worker)
        else:
            self.drop(worker)

    def drop(self, worker: Worker) -> None:
        """Ends a worker's process, whatever it is doing, and replaces it."""
        if worker not in self.short and worker not in self.long:
            return
        self.short.pop(worker, None)
        self.long.pop(worker, None)
        self.respawns += 1
        self._line.withdraw(worker)
        self._end(worker)
        self._make_way()

    def notice_overdue(self, worker: Worker) -> None:
        """A worker's call has gone on for too long."""
        worker.overdue = True
        self._make_way()

    def notice_death(self, worker: Worker) -> None:
        """A worker's channel has closed; one that is still in a lane has died by itself."""
        if worker in self.short or worker in self.long:
            self.lost += 1
            self.drop(worker)

    def _make_way(self) -> None:
        """Moves overdue workers to the long lane while that has room, then fills the short lane."""
        for worker in [worker for worker in self.short if worker.overdue]:
            if len(self.long) < self._long_workers:
                del self.short[worker]
                self.long[worker] = None
                self._nursery.make_way(worker.key)
        self.fill()

    def _end(self, worker: Worker) -> None:
        self._nursery.end(worker.key)
        worker.channel.close()

    async def _bring_up(self) -> None:
        """Starts one worker. What goes wrong is counted, and `fill` tries again."""
        worker = Worker(self, next(self._keys))
        try:
            await asyncio.sleep(self._pause())
            await self._nursery.start(worker.key, worker.channel)
            async with asyncio.timeout(START_SECONDS):
                introduction = await worker.channel.introduction()
        except (OSError, TimeoutError, ChannelLost, ValueError) as error:
            self._failures += 1
            log.warning("worker %d did not become ready: %r", worker.key, error)
            self._end(worker)
        except asyncio.CancelledError:
            self._end(worker)
            raise
        else:
            self._admit(worker, introduction)
        finally:
            task = asyncio.current_task()
            assert task is not None
            self.starting.discard(task)
            self._changed.set()
            self.fill()

    def _admit(self, worker: Worker, introduction: Introduction) -> None:
        worker.process, seal = introduction.process, introduction.seal
        if seal != self.seal:
            level = logging.INFO if seal.sealed else logging.WARNING
            log.log(level, "workers are sealed: %s %s", seal.sealed, seal.reason)
        self.seal = seal
        self._failures = 0
        self.short[worker] = None
        self._line.give(worker)

    def _pause(self) -> float:
        """Seconds before the next start: none, unless the last starts have failed."""
        if self._failures < FREE_FAILURES:
            return 0.0
        return float(min(LONGEST_PAUSE_SECONDS, 0.1 * 2 ** (self._failures - FREE_FAILURES)))
