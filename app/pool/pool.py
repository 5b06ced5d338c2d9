"""The pool: a call comes in, crosses to a sealed worker process, and comes back as bytes."""

import asyncio
import sys

from app.errors import TimeLimit, WorkerLost, text
from app.pool import frames
from app.pool.channel import ChannelLost
from app.pool.crew import Crew, Worker
from app.pool.forked import ForkedWorkers
from app.pool.frames import Frame, Kind
from app.pool.fresh import FreshWorkers
from app.pool.line import Line
from app.pool.nursery import Nursery
from app.pool.spec import WorkerSpec
from app.pool.status import PoolStatus
from app.pool.watch import Watch

PING_SECONDS = 2.0
STOP_SECONDS = 0.4
"""A worker that has not answered so long after it was asked to stop is killed."""


class JobFailed(RuntimeError):
    """A job raised, our mistake: the exception's class and its place in the code, nothing of the request."""


class Pool:
    """Sealed worker processes behind one call. `workers` serve short calls, `long_workers` more may hold long ones."""

    def __init__(
        self,
        spec: WorkerSpec,
        *,
        workers: int,
        long_workers: int,
        queue: int,
        queue_seconds: float,
        nice_after_seconds: float,
        nursery: Nursery | None = None,
    ) -> None:
        self._nice_after_seconds = nice_after_seconds
        if nursery is None:
            nursery = ForkedWorkers(spec) if sys.platform == "linux" else FreshWorkers(spec)
        self._line: Line[Worker] = Line(queue, queue_seconds)
        self._crew = Crew(nursery, self._line, workers=workers, long_workers=long_workers)

    async def start(self) -> None:
        """Begins to start the workers; returns at once. Calls may come: they wait in line."""
        self._crew.fill()

    async def ready(self) -> None:
        """Waits until a worker is ready. StartFailed when none gets there; the pool goes on trying all the same."""
        await self._crew.ready()

    async def stop(self) -> None:
        """Ends every process; returns when they are gone. Calls that wait or run get Unavailable."""
        self._line.close()
        await self._crew.stop()

    async def call(self, job: str, payload: bytes, *, seconds: float, watch: Watch | None = None) -> bytes:
        """The answer of `perform(job, payload)` in a worker.

        TimeLimit after `seconds` of work, Overloaded when no worker is free for too long, WorkerLost when two workers
        died over it, JobFailed when the job raised, Stopped when `watch` stopped it and no answer came of that. When
        the caller is cancelled, the worker is killed: nobody waits for what it does.
        """
        watch = watch or Watch()
        request = frames.pack(Kind.REQUEST, job.encode() + b"\0" + payload)
        for again in (False, True):
            worker = await watch.unless_stopped(self._take_proven if again else self._line.take)
            try:
                frame = await self._ask(worker, request, seconds, watch)
            except ChannelLost:
                watch.check()
                continue
            if frame.kind in (Kind.FAILURE, Kind.LAST_FAILURE):
                raise JobFailed(frame.body.decode(errors="replace"))
            return frame.body
        raise WorkerLost(
            text("The process that ran the program was lost, twice."),
            hint=text("Make the program smaller, or try again in a few seconds."),
        )

    def status(self) -> PoolStatus:
        """How the pool is doing at this moment."""
        crew = self._crew
        return PoolStatus(
            ready=len(crew.short),
            busy=len(crew.short) - self._line.idle,
            starting=len(crew.starting),
            overdue=sum(worker.overdue for worker in crew.short),
            long=len(crew.long),
            waiting=self._line.waiting,
            respawns=crew.respawns,
            lost=crew.lost,
            sealed=crew.seal.sealed if crew.seal else None,
            reason=crew.seal.reason if crew.seal else "no worker has been ready yet",
            processes=tuple(sorted(worker.process for worker in (*crew.short, *crew.long))),
        )

    async def _take_proven(self) -> Worker:
        """A worker that still answers: where one was killed, others that seem idle may have been as well."""
        while True:
            worker = await self._line.take(first=True)
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await worker.channel.ask(frames.pack(Kind.PING, b""))
            except BaseException as error:
                self._crew.drop(worker)
                if not isinstance(error, ChannelLost | TimeoutError):
                    raise
            else:
                return worker

    async def _ask(self, worker: Worker, request: bytes, seconds: float, watch: Watch) -> Frame:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self._nice_after_seconds, self._crew.notice_overdue, worker)
        stopping = asyncio.create_task(self._stop_when_told(worker, watch))
        try:
            async with asyncio.timeout(seconds):
                frame = await worker.channel.ask(request, watch.listener)
        except BaseException as error:
            self._crew.drop(worker)
            if isinstance(error, TimeoutError):
                raise _too_long(seconds) from None
            raise
        finally:
            timer.cancel()
            stopping.cancel()
        if frame.kind in (Kind.ANSWER, Kind.FAILURE):
            self._crew.release(worker)
        else:
            self._crew.drop(worker)
        return frame

    async def _stop_when_told(self, worker: Worker, watch: Watch) -> None:
        await watch.stopped()
        worker.channel.stop()
        await asyncio.sleep(STOP_SECONDS)
        self._crew.drop(worker)


def _too_long(seconds: float) -> TimeLimit:
    return TimeLimit(
        text("The program ran longer than %(seconds)s seconds and was stopped.", seconds=f"{seconds:g}"),
        hint=text("Make it smaller: fewer steps, smaller tensors."),
    )
