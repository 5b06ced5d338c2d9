"""Programs that misuse torch: sizes, indices, hooks, custom functions, global state. Each is answered by a real sealed
worker, which lives on."""

import asyncio
from collections.abc import Iterator

import pytest

from app.config import Settings
from app.engine.run import run_program
from app.errors import Problem
from app.graph.model import Request, Run
from app.pipeline import Pipeline
from tests.test_torch_names import DATA

PROGRAMS = {
    title.strip(): source
    for title, _, source in (
        part.partition("\n") for part in (DATA / "torch_hostile.txt").read_text().split("=== ")[1:]
    )
}
SETTINGS = Settings(short_seconds=6.0, workers=1, long_workers=1)
PROBE = "w = param(2.0)\nx = torch.rand(2)\nloss = (w * x).sum()\nprint(x, loss, torch.randn(20), torch.arange(2000.0))"
LEAKS = "0x /usr site-packages <built-in <lambda> <locals> app.engine".split()


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Run | BaseException]]:
    """The answer of a sealed worker to every program, and "before" and "after" that to a harmless one."""
    yield asyncio.run(_run_all())


async def _run_all() -> dict[str, Run | BaseException]:
    pipeline = Pipeline(SETTINGS)
    await pipeline.start()
    found = {"before": await _answer(pipeline, PROBE)}
    for name, source in PROGRAMS.items():
        found[name] = await _answer(pipeline, source)
    found["after"] = await _answer(pipeline, PROBE + " ")
    await pipeline.stop()
    return found


async def _answer(pipeline: Pipeline, source: str) -> Run | BaseException:
    try:
        return await pipeline.run(Request(source))
    except Exception as error:  # whatever it is, the test of this program shows it
        return error


def _check_words(problem: Problem) -> None:
    words = problem.message.text + (problem.hint.text if problem.hint else "")
    assert not [leak for leak in LEAKS if leak in words], words
    assert problem.code != "internal", words
    assert len(words) < 1000


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_brings_no_worker_down(name: str, answers: dict[str, Run | BaseException]) -> None:
    run = answers[name]
    assert isinstance(run, Run), f"no run but {type(run).__name__}: {run}"
    assert not [leak for leak in LEAKS if leak in run.printed]
    if run.error is not None:
        _check_words(run.error)
        assert run.error.span is not None


def test_nothing_is_left_behind(answers: dict[str, Run | BaseException]) -> None:
    before, after = answers["before"], answers["after"]
    assert isinstance(before, Run) and isinstance(after, Run)
    assert (before.printed, before.passes) == (after.printed, after.passes)


FREE = frozenset(
    {
        "hook that turns the gradient in place", "hook that turns a gradient that others share",
        "hook that registers hooks", "hook after the gradient that changes everything", "hook handle removed twice",
        "custom function returns numbers", "custom function with itself in its context", "custom functions without end",
        "custom function that returns what it did not get", "jacobian of a jacobian", "unfold of views",
        "shape of a leaf changed", "diagonal of nothing", "graph of a long chain", "power of a matrix",
        "random numbers in no order", "masked scatter with false truth values", "searchsorted without order",
        "gumbel", "adaptive pool",
        "custom function that changes its argument", "take along outside",
    }
)  # fmt: skip
"""What torch takes as well; all others are refused or fail."""


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in FREE])
def test_what_can_not_be_done_is_said(name: str, answers: dict[str, Run | BaseException]) -> None:
    run = answers[name]
    assert isinstance(run, Run) and run.error is not None


def test_a_hook_that_fails_is_found_at_its_line() -> None:
    run = run_program(Request(PROGRAMS["hook that fails"]))
    assert run.error is not None and run.error.span is not None
    assert (run.error.code, run.error.span.line) == ("division", 3)
