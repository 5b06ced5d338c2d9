"""The server's side of a run, the whole flow on one screen: request -> key -> store or worker -> Run -> picture."""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import msgspec

from app import VERSION
from app.config import Settings
from app.errors import Problem, RequestError, TimeLimit, text
from app.graph.coordinates import Placement, Structure
from app.graph.drawing import structure
from app.graph.model import Graph, Request, Run
from app.graph.surface import Plan, Surface
from app.graph.timeline import PassIndex
from app.pool import Pool, PoolStatus, WorkerSpec
from app.store.memory import MemoryStore
from app.store.recent import Recent

_WORKER = "app.jobs"
_LIMITS = set(
    "source_bytes syntax_nodes tensor_numbers recorded_nodes passes passes_recorded printed_bytes value_numbers "
    "recorded_numbers".split()
)
_STOPPED = b"S"
"""Begins the answer of a run that ran out of time; it may get further another time, so it is not kept."""
_GRACE = 0.9
"""The part of its time after which a run ends itself, to say in which loop."""
_DECODED_BYTES = 16 * 2**20
"""Decoding an answer takes most of the time of a step, so the latest are kept decoded: so much JSON's worth of them."""


@dataclass(frozen=True)
class Job:
    """Work for a worker, and the key under which its answer is kept: it depends on nothing else."""

    name: str
    payload: bytes
    key: str


@dataclass
class Shared:
    """Work that several requests may wait for."""

    task: asyncio.Task[bytes]
    waiting: int = 0


@dataclass(frozen=True)
class Shown:
    """A decoded run with what its pages need of it again and again; placements go by the id of a graph of the run."""

    run: Run
    indexes: dict[int, PassIndex] = field(default_factory=dict)
    placements: dict[int, Placement] = field(default_factory=dict)

    def has(self, graph: Graph) -> bool:
        """Whether the graph is one of this very run."""
        return any(pass_.graph is graph for pass_ in self.run.passes)


class Pipeline:
    """Answers requests from the store, or else from a worker; equal requests that come at once share one run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = MemoryStore(settings.cache_megabytes * 2**20)
        self.pool = Pool(
            WorkerSpec(_WORKER, settings.worker_megabytes),
            workers=settings.workers,
            long_workers=settings.long_workers,
            queue=settings.queue,
            queue_seconds=settings.queue_seconds,
            nice_after_seconds=settings.nice_after_seconds,
        )
        self._limits = {**settings.model_dump(include=_LIMITS), "seconds": _GRACE * settings.short_seconds}
        self._engine = f"{VERSION} {version('torch')} {sorted(self._limits.items())}"
        self._running: dict[str, Shared] = {}
        self._shown: Recent[str, Shown] = Recent(_DECODED_BYTES)

    async def start(self) -> None:
        """Start the workers; returns at once."""
        await self.pool.start()

    async def stop(self) -> None:
        """End the workers."""
        await self.pool.stop()

    def status(self) -> PoolStatus:
        """How the workers are doing."""
        return self.pool.status()

    async def run_json(self, request: Request) -> bytes:
        """The Run of a request, as JSON.

        Raises:
            RequestError: the request around the program is wrong.
            TimeLimit, Unavailable: it took too long; no worker was to be had.
        """
        return await self._run_json(self._job("run", {"request": request, "limits": self._limits}))

    async def _run_json(self, job: Job) -> bytes:
        answer = await self._answered(job, self.settings.short_seconds)
        if answer[:1] in (b"R", _STOPPED):
            return answer[1:]
        raise _refusal(answer)

    async def run(self, request: Request) -> Run:
        """The Run of a request; a program that fails has its `error`, and the graph up to there.

        Raises: as `run_json`.
        """
        job = self._job("run", {"request": request, "limits": self._limits})
        shown = self._shown.get(job.key)
        if shown is None:
            answer = await self._run_json(job)
            shown = self._shown.put(job.key, Shown(msgspec.json.decode(answer, type=Run)), weight=len(answer))
        return shown.run

    async def run_to(self, request: Request, run: Run, index: int) -> Run:
        """The run with pass `index` recorded: itself, or the same program run again to that pass and recorded there."""
        recorded = index < len(run.passes) and run.passes[index].graph is not None
        return run if recorded else await self.run(msgspec.structs.replace(request, record=index))

    async def surface(self, request: Request, plan: Plan) -> Surface:
        """The loss of one pass of a program on a grid.

        Raises:
            RequestError: there is no surface, and why; and as `run_json`.
        """
        job = self._job("surface", {"request": request, "plan": plan, "limits": self._limits})
        answer = await self._answered(job, self.settings.short_seconds)
        if answer[:1] != b"R":
            raise _refusal(answer)
        return msgspec.json.decode(answer[1:], type=Surface)

    def pass_index(self, run: Run, index: int) -> PassIndex:
        """What every step of a recorded pass touches; `index` counts the run's passes from 0.

        Raises:
            RequestError: the run has no such pass, or it was not recorded.
        """
        if not 0 <= index < len(run.passes):
            raise RequestError(text("The program has no pass %(number)s.", number=index + 1), code="pass")
        indexes = next((shown.indexes for shown in self._shown if shown.run is run), {})
        if index not in indexes:
            indexes[index] = PassIndex(run.passes[index])
        return indexes[index]

    async def placement(self, graph: Graph) -> Placement:
        """Where the nodes and edges of a graph stand; graphs of the same structure share one layout.

        Raises:
            Unavailable: no worker was to be had.
        """
        shown = next((shown for shown in self._shown if shown.has(graph)), None)
        known = shown.placements.get(id(graph)) if shown else None
        if known is None:
            known = await self._placed(graph)
            if shown is not None:
                shown.placements[id(graph)] = known
        return known

    async def _placed(self, graph: Graph) -> Placement:
        drawn = structure(graph)
        try:
            answer = await self._answered(self._layout(drawn, "dot"), self.settings.layout_seconds)
        except TimeLimit:
            answer = await self._answered(self._layout(drawn, "layered"), self.settings.short_seconds)
            self.store.put(self._layout(drawn, "dot").key, answer)
        return msgspec.msgpack.decode(answer, type=Placement)

    def _layout(self, drawn: Structure, engine: str) -> Job:
        return self._job("layout", {"structure": drawn, "node_limit": self.settings.layout_nodes, "engine": engine})

    def _job(self, name: str, content: dict[str, Any]) -> Job:
        try:
            payload = msgspec.msgpack.encode(content)
        except UnicodeEncodeError:
            raise RequestError(text("The text holds half of a character (an unpaired surrogate).")) from None
        except OverflowError:
            raise RequestError(text("A number in the request is too large."), code="inputs") from None
        return Job(name, payload, sha256(f"{self._engine} {name} ".encode() + payload).hexdigest())

    async def _answered(self, job: Job, seconds: float) -> bytes:
        """From the store, or from a worker: one task works for all who wait for the same answer."""
        answer = self.store.get(job.key)
        if answer is not None:
            return answer
        shared = self._running.get(job.key)
        if shared is None:
            shared = self._running[job.key] = Shared(asyncio.create_task(self._worked(job, seconds)))
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if not shared.waiting:
                # Nobody waits any more: the work is done, or the last client has gone and the worker is freed.
                self._running.pop(job.key, None)
                shared.task.cancel()

    async def _worked(self, job: Job, seconds: float) -> bytes:
        answer = await self.pool.call(job.name, job.payload, seconds=seconds)
        if answer[:1] != _STOPPED:
            self.store.put(job.key, answer)
        return answer


def _refusal(answer: bytes) -> RequestError:
    problem = msgspec.json.decode(answer[1:], type=Problem)
    return RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span, fix=problem.fix)
