"""Every hostile program is answered: refused where it must be, contained everywhere, nothing left behind for the next.

The programs run in the real sealed workers behind the real pipeline.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.errors import GradwalkError, Problem
from app.graph.model import Request, Run
from app.pipeline import Pipeline

HOSTILE = [json.loads(line) for line in (Path(__file__).parent / "data" / "hostile.jsonl").read_text().splitlines()]
PROBE = "w = param(2.0)\nx = torch.rand(2)\nloss = (w * x).sum()\nprint(x, loss)"
SETTINGS = Settings(short_seconds=2.0, workers=1, long_workers=1)


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Run | GradwalkError]]:
    """The answer to every hostile program, and under "before" and "after" that to a harmless one."""
    yield asyncio.run(_run_all())


async def _run_all() -> dict[str, Run | GradwalkError]:
    pipeline = Pipeline(SETTINGS)
    await pipeline.start()
    found: dict[str, Run | GradwalkError] = {"before": await pipeline.run(Request(PROBE))}
    for hostile in HOSTILE:
        found[hostile["name"]] = await _answer(pipeline, hostile["source"])
    found["after"] = await pipeline.run(Request(PROBE + " "))
    await pipeline.stop()
    return found


async def _answer(pipeline: Pipeline, source: str) -> Run | GradwalkError:
    try:
        return await pipeline.run(Request(source))
    except GradwalkError as error:
        return error


def _problem(answer: Run | GradwalkError) -> Problem | None:
    return answer.error if isinstance(answer, Run) else answer.problem


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: str(hostile["name"]))
def test_hostile_program(hostile: dict[str, Any], answers: dict[str, Run | GradwalkError]) -> None:
    problem = _problem(answers[hostile["name"]])
    if hostile["expect"] == "reject":
        assert problem is not None
    if problem is not None:
        assert problem.code not in ("worker-lost", "overloaded"), "a program must not bring its worker down"
        assert problem.message.text.endswith((".", ")", "?")) or ":" in problem.message.text
        for leak in ("0x", "/usr", "site-packages", "Traceback", "<built-in"):
            assert leak not in problem.message.text


def test_nothing_is_left_behind(answers: dict[str, Run | GradwalkError]) -> None:
    before, after = answers["before"], answers["after"]
    assert isinstance(before, Run) and isinstance(after, Run)
    assert before.printed == after.printed
    assert before.passes == after.passes
