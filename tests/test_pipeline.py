"""The server's side: the same bytes from every worker, equal requests share a run, kills and endless work survived."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.errors import Problem, RequestError, TimeLimit, Unavailable, WorkerLost
from app.export import FORMATS
from app.graph.model import Request, Run
from app.graph.moment import Moment
from app.main import COLLECTED_AFTER, create_app
from app.pipeline import Pipeline
from app.pool import Watch

SOURCE = "x = torch.randn(2, 2)\nw = param([[0.5, -1.0], [2.0, 0.1]])\nloss = F.softmax(x @ w, dim=1)[0, 0]"
ENDLESS = "a = torch.ones(1500, 1500)\nfor i in range(1000000):\n    a = a @ a / 1500"


Result = TypeVar("Result")


def with_pipeline(work: Callable[[Pipeline], Awaitable[Result]], **settings: object) -> Result:
    async def main() -> Result:
        pipeline = Pipeline(Settings(**settings))  # type: ignore[arg-type]
        await pipeline.start()
        try:
            return await work(pipeline)
        finally:
            await pipeline.stop()

    return asyncio.run(main())


async def exports(pipeline: Pipeline, request: Request) -> dict[str, bytes]:
    run = await pipeline.run(request)
    (pass_,) = run.passes
    assert pass_.graph is not None
    placement = await pipeline.placement(pass_.graph)
    moment = Moment.of(pass_, len(pass_.steps))
    return {name: format.write(run, pass_, moment, placement) for name, format in FORMATS.items()}


async def problem_of(pipeline: Pipeline, request: Request) -> Problem | None:
    """What ends a run: the run itself tells it, or its answer is refused."""
    try:
        return (await pipeline.run(request)).error
    except (Unavailable, TimeLimit) as error:
        return error.problem


def test_every_worker_and_every_start_gives_the_same_bytes() -> None:
    async def twice(pipeline: Pipeline) -> list[dict[str, bytes]]:
        found = []
        for _ in range(2):
            found.append(await exports(pipeline, Request(SOURCE)))
            for process in pipeline.status().processes:
                os.kill(process, signal.SIGKILL)
            pipeline.store.clear()
        return found

    first, second = with_pipeline(twice, workers=1)
    (third, _) = with_pipeline(twice, workers=2)
    assert first == second == third


def test_equal_requests_at_once_share_one_run() -> None:
    async def many(pipeline: Pipeline) -> list[bytes]:
        calls = []
        original = pipeline.pool.call

        async def counted(job: str, payload: bytes, *, seconds: float, watch: Watch | None = None) -> bytes:
            calls.append(job)
            return await original(job, payload, seconds=seconds, watch=watch)

        pipeline.pool.call = counted  # type: ignore[method-assign]
        answers = await asyncio.gather(*(pipeline.run_json(Request(SOURCE)) for _ in range(20)))
        assert calls == ["run"]
        return answers

    assert len(set(with_pipeline(many))) == 1


def test_endless_work_ends_and_others_go_on() -> None:
    """The loop is named by the run itself; a worker that does not get to it in time is ended from outside."""

    async def both(pipeline: Pipeline) -> tuple[Problem | None, Run]:
        endless = asyncio.create_task(problem_of(pipeline, Request(ENDLESS)))
        other = await pipeline.run(Request(SOURCE))
        return await endless, other

    problem, other = with_pipeline(both, short_seconds=1.0)
    assert problem is not None and problem.code == TimeLimit.default_code and other.error is None


def test_killing_every_worker_loses_no_later_request() -> None:
    async def killed(pipeline: Pipeline) -> Run:
        await pipeline.run(Request(SOURCE))
        waiting = asyncio.create_task(problem_of(pipeline, Request(ENDLESS)))
        while not pipeline.status().busy:
            await asyncio.sleep(0)
        for process in pipeline.status().processes:
            os.kill(process, signal.SIGKILL)
        later = await asyncio.wait_for(pipeline.run(Request(SOURCE + "\n")), 60)
        problem = await waiting
        assert problem is not None and problem.code in (WorkerLost.default_code, TimeLimit.default_code)
        return later

    assert with_pipeline(killed, short_seconds=1.0).error is None


def test_a_failing_run_is_an_answer_and_a_wrong_request_is_an_error() -> None:
    async def work(pipeline: Pipeline) -> Run:
        with pytest.raises(RequestError):
            await pipeline.run(Request("x*w", inputs={"q": 1.0}))
        with pytest.raises(RequestError):
            await pipeline.run(Request("x = '\ud800'"))
        return await pipeline.run(Request("x = param(1.0)\ny = x + nothing"))

    run = with_pipeline(work)
    assert run.error is not None and run.error.code == "undefined-name"


def test_a_layout_that_takes_too_long_falls_back() -> None:
    async def work(pipeline: Pipeline) -> str:
        run = await pipeline.run(Request("x = param(1.0)\ny = x\nfor i in range(300):\n    y = y * x + y"))
        graph = run.passes[0].graph
        assert graph is not None
        return (await pipeline.placement(graph)).engine

    assert with_pipeline(work, layout_seconds=0.001) == "layered"


def test_the_answer_is_the_published_model() -> None:
    async def work(pipeline: Pipeline) -> bytes:
        return await pipeline.run_json(Request(SOURCE))

    msgspec.json.decode(with_pipeline(work), type=Run, strict=True)


def test_the_web_process_stays_free_of_torch() -> None:
    check = "import sys, app.pipeline; sys.exit(any(name in sys.modules for name in ('torch', 'pygraphviz', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_the_server_looks_for_garbage_seldom_and_leaves_python_as_it_was() -> None:
    usual = gc.get_threshold()
    with TestClient(create_app()):
        assert gc.get_threshold()[0] == COLLECTED_AFTER
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
