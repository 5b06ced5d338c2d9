"""The server's side of a run, the whole flow on one screen: request -> key -> store or worker -> Run -> picture."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from hashlib import sha256
from importlib.metadata import version
from typing import TypeVar

import msgspec

from app import VERSION
from app.config import Settings
from app.errors import Problem, RequestError, TimeLimit, text
from app.graph.coordinates import Placement, Structure
from app.graph.drawing import structure
from app.graph.model import Graph, Request, Run
from app.pool import Pool, PoolStatus, WorkerSpec
from app.store.memory import MemoryStore

_WORKER = "app.jobs"
_LIMITS = (
    "source_bytes syntax_nodes tensor_numbers recorded_nodes passes passes_recorded printed_bytes value_numbers".split()
)
_DECODED = 64

Decoded = TypeVar("Decoded")


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
        self._limits = {name: getattr(settings, name) for name in _LIMITS}
        self._engine = f"{VERSION} {version('torch')} {sorted(self._limits.items())}"
        self._running: dict[str, asyncio.Task[bytes]] = {}
        self._runs: OrderedDict[bytes, Run] = OrderedDict()
        self._placements: OrderedDict[bytes, Placement] = OrderedDict()

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
        try:
            payload = msgspec.msgpack.encode({"request": request, "limits": self._limits})
        except UnicodeEncodeError:
            raise RequestError(text("The text holds half of a character (an unpaired surrogate).")) from None
        answer = await self._answered("run", payload, self.settings.short_seconds)
        if answer[:1] == b"R":
            return answer[1:]
        problem = msgspec.json.decode(answer[1:], type=Problem)
        raise RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span, fix=problem.fix)

    async def run(self, request: Request) -> Run:
        """The Run of a request; a program that fails has its `error`, and the graph up to there.

        Raises: as `run_json`.
        """
        return _remembered(
            self._runs, await self.run_json(request), lambda answer: msgspec.json.decode(answer, type=Run)
        )

    async def placement(self, graph: Graph) -> Placement:
        """Where the nodes and edges of a graph stand; graphs of the same structure share one layout.

        Raises:
            Unavailable: no worker was to be had.
        """
        drawn = structure(graph)
        try:
            answer = await self._laid_out(drawn, "dot", self.settings.layout_seconds)
        except TimeLimit:
            answer = await self._laid_out(drawn, "layered", self.settings.short_seconds)
        return _remembered(self._placements, answer, lambda answer: msgspec.msgpack.decode(answer, type=Placement))

    async def _laid_out(self, drawn: Structure, engine: str, seconds: float) -> bytes:
        job = {"structure": drawn, "node_limit": self.settings.layout_nodes, "engine": engine}
        return await self._answered("layout", msgspec.msgpack.encode(job), seconds)

    async def _answered(self, job: str, payload: bytes, seconds: float) -> bytes:
        key = sha256(f"{self._engine} {job} ".encode() + payload).hexdigest()
        answer = self.store.get(key)
        if answer is not None:
            return answer
        return await self._shared(key, lambda: self.pool.call(job, payload, seconds=seconds))

    async def _shared(self, key: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        """One task does the work for all who wait for it; it is cancelled when the last of them has gone."""
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(self._kept(key, work))
            task.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(task)

    async def _kept(self, key: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        answer = await work()
        self.store.put(key, answer)
        return answer


def _remembered(memory: OrderedDict[bytes, Decoded], answer: bytes, decode: Callable[[bytes], Decoded]) -> Decoded:
    """Decoding an answer once saves most of the time of a step; the few latest are remembered."""
    key = sha256(answer).digest()
    if key not in memory:
        memory[key] = decode(answer)
    memory.move_to_end(key)
    while len(memory) > _DECODED:
        memory.popitem(last=False)
    return memory[key]
