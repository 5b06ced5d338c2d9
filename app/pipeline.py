"""The server's side of a run, the whole flow on one screen: request -> key -> store or worker -> Run -> picture."""

from importlib.metadata import version
from typing import Any

import msgspec

from app import VERSION
from app.config import Settings
from app.errors import Problem, RequestError, Stopped, TimeLimit
from app.graph.coordinates import Placement, Structure
from app.graph.drawing import structure
from app.graph.folding.membership import Membership
from app.graph.folding.sight import WHOLE, Sight
from app.graph.model import Graph, Request, Run
from app.graph.questions import Answer, Question
from app.graph.remains import is_stopped, part, remains
from app.graph.timeline import PassIndex
from app.pool import Follower, Job, Pool, PoolStatus, Sharing, WorkerSpec, job_of
from app.store.memory import MemoryStore
from app.store.recent import Recent
from app.store.shown import Shown

_WORKER = "app.jobs"
_LIMITS = set(
    "source_bytes syntax_nodes tensor_numbers recorded_nodes passes passes_recorded printed_bytes value_numbers "
    "recorded_numbers".split()
)
_STOPPED = b"S"
"""Begins the answer of a run that ran out of time or was stopped; it gets further another time, so it is not kept."""
_GRACE = 0.9
"""The part of its time after which a run ends itself, to say in which loop."""
_DECODED_BYTES = 16 * 2**20
"""Decoding an answer takes most of the time of a step, so the latest are kept decoded: so much JSON's worth of them."""


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
        self._limits = settings.model_dump(include=_LIMITS)
        self._engine = f"{VERSION} {version('torch')} {sorted(self._limits.items())}"
        self._sharing = Sharing(self.pool, self._keep)
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

    async def run_json(self, request: Request, follower: Follower | None = None) -> bytes:
        """The Run of a request, as JSON; who follows it waits for a long run too.

        Raises:
            RequestError: the request around the program is wrong.
            TimeLimit, Stopped, Unavailable: it took too long; it was stopped and said nothing; no worker was to be had.
        """
        seconds = self.settings.short_seconds if follower is None else self.settings.long_seconds
        answer = await self._answered(self._run_job(request, seconds), seconds, follower)
        if answer[:1] in (b"R", _STOPPED):
            return answer[1:]
        raise _refusal(answer)

    async def run(self, request: Request, follower: Follower | None = None) -> Run:
        """The Run of a request; a program that fails has its `error`, and the graph up to there. So has one that its
        follower has stopped, or that ran out of time while he followed it: `part` then names what there is of it.

        Raises: as `run_json`, but to a follower neither TimeLimit nor Stopped.
        """
        shown = self._shown.get(self._run_job(request).key)
        while shown is None:
            run, size = await self._made(request, follower)
            if is_stopped(run, request) and (follower is None or not follower.stopping):
                continue  # somebody else has stopped it: then it begins again
            wanted = part(request, run)
            if wanted != request and follower is None:
                return run  # who has more time for it gets further
            if wanted != request:
                self.store.put(self._run_job(wanted).key, b"R" + msgspec.json.encode(run))
            shown = self._shown.put(self._run_job(wanted).key, Shown(run), weight=size)
        return shown.run

    async def _made(self, request: Request, follower: Follower | None) -> tuple[Run, int]:
        """The run, and the length of its JSON."""
        try:
            answer = await self.run_json(request, follower)
        except (TimeLimit, Stopped) as error:
            if follower is None:
                raise
            run = remains(request, follower.report, error.problem)
            return run, len(run.source) + len(run.printed)
        return msgspec.json.decode(answer, type=Run), len(answer)

    async def run_to(self, request: Request, run: Run, index: int, follower: Follower | None = None) -> Run:
        """The run with pass `index` recorded: itself, or with that pass from the same program run again so far. One
        that failed on the way to `index` is run again as a whole."""
        if index >= len(run.passes):
            return await self.run(msgspec.structs.replace(request, record=index), follower)
        if run.passes[index].graph is not None:
            return run
        again = msgspec.structs.replace(request, record=index, until=index + 1)
        key = f"{self._run_job(again).key} in its run"
        shown = self._shown.get(key)
        if shown is None:
            found = await self.run(again, follower)
            if index >= len(found.passes):
                return run
            passes = (*run.passes[:index], found.passes[index], *run.passes[index + 1 :])
            shown = self._shown.put(key, Shown(msgspec.structs.replace(run, passes=passes)), weight=len(run.source))
        return shown.run

    async def ask(self, question: Question[Answer]) -> Answer:
        """The answer to a question about a run.

        Raises:
            RequestError: there is none, and why; and as `run_json`.
        """
        seconds = self.settings.short_seconds
        answer = await self._answered(self._limited("ask", {"question": question}, seconds), seconds)
        if answer[:1] != b"R":
            raise _refusal(answer)
        found: Answer = msgspec.json.decode(answer[1:], type=question.answer)
        return found

    def pass_index(self, run: Run, index: int, sight: Sight = WHOLE) -> PassIndex:
        """What every step of a recorded pass touches, as it is seen; `index` counts the run's passes from 0.

        Raises:
            RequestError: the run has no such pass, or it was not recorded.
        """
        return self._shown_of(run).index(index, sight)

    def membership(self, run: Run, index: int) -> Membership:
        """What the groups of a recorded pass hold.

        Raises: as `pass_index`.
        """
        return self._shown_of(run).membership(index)

    def _shown_of(self, run: Run) -> Shown:
        return next((shown for shown in self._shown if shown.run is run), None) or Shown(run)

    async def placement(self, graph: Graph) -> Placement:
        """Where the nodes and edges of a graph stand; graphs of the same structure share one layout.

        Raises:
            Unavailable: no worker was to be had.
        """
        shown = next((shown for shown in self._shown if shown.has(graph)), None)
        known = shown.placement(graph) if shown else None
        if known is None:
            known = await self._placed(graph)
            if shown is not None:
                shown.place(graph, known)
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
        content = {"structure": drawn, "node_limit": self.settings.layout_nodes, "engine": engine}
        return job_of(self._engine, "layout", content)

    def _run_job(self, request: Request, seconds: float = 0.0) -> Job:
        return self._limited("run", {"request": request}, seconds)

    def _limited(self, name: str, content: dict[str, Any], seconds: float) -> Job:
        return job_of(self._engine, name, content, limits={**self._limits, "seconds": _GRACE * seconds})

    async def _answered(self, work: Job, seconds: float, follower: Follower | None = None) -> bytes:
        """From the store, or from a worker."""
        answer = self.store.get(work.key)
        return answer if answer is not None else await self._sharing.answer(work, seconds=seconds, follower=follower)

    def _keep(self, key: str, answer: bytes) -> None:
        if answer[:1] != _STOPPED:
            self.store.put(key, answer)


def _refusal(answer: bytes) -> RequestError:
    problem = msgspec.json.decode(answer[1:], type=Problem)
    return RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span, fix=problem.fix)
