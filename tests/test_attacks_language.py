"""Attacks on the language itself: classes, operators, generators, exceptions, formats. Each program of
`attacks_language.txt` stands under its outcome and its title. `equal` ones print what plain Python prints, `syntax`
ones are no Python. What is hard on a process runs in a real sealed worker, which answers with that code, lives on, and
runs the next program right; all others fail with that code.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.config import Settings
from app.engine.run import run_program
from app.errors import TimeLimit
from app.graph.model import Request, Run
from app.pipeline import Pipeline
from tests.plain_python import run_plainly

Answer = tuple[Run | BaseException, Run | BaseException]

TEXT = (Path(__file__).parent / "data" / "attacks_language.txt").read_text()
PROGRAMS = {
    title.strip(): (outcome.strip(), source)
    for head, _, source in (part.partition("\n") for part in TEXT.split("=== ")[1:])
    for outcome, _, title in [head.partition("|")]
}
EQUAL = [title for title, (outcome, _) in PROGRAMS.items() if outcome == "equal"]
SYNTAX = [title for title, (outcome, _) in PROGRAMS.items() if outcome == "syntax"]
HARD = ("ok", "limit", "memory", "time-limit", "clock", "overflow")
SEALED = [title for title, (outcome, _) in PROGRAMS.items() if outcome in HARD]
SAID = [title for title, (outcome, _) in PROGRAMS.items() if outcome not in ("equal", "syntax", *HARD)]
SETTINGS = Settings(short_seconds=5.0, workers=1, long_workers=1)
PROBE = (
    "import numpy as np\nw = param(2.0)\nx = torch.rand(2)\nkept = [[i] for i in range(5000)]\nloss = (w * x).sum()\n"
    "print(x, loss, torch.randn(20), torch.get_default_dtype(), torch.is_grad_enabled(), torch.tensor(1e-9))\n"
    "print(np.random.rand(), np.array([1e-9, 1.0]), np.array([1.0]) / np.array([0.0]))"
)
"""An ordinary program; its many lists make Python look for what the program before has left in circles."""
LEAKS = "0x /usr site-packages <locals> app.engine".split()
START = "import torch.nn as nn\n"
END = "\nlast_ = param(2.0) * 1.0"


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Answer]]:
    """The answer of a sealed worker to every program, and to the ordinary one after it; under "" to that alone."""
    yield asyncio.run(_run_all())


async def _run_all() -> dict[str, Answer]:
    pipeline = Pipeline(SETTINGS)
    await pipeline.start()
    first = await _answer(pipeline, PROBE)
    found = {"": (first, first)}
    for count, title in enumerate(SEALED, 1):
        made = await _answer(pipeline, PROGRAMS[title][1])
        found[title] = made, await _answer(pipeline, PROBE + " " * count)
    await pipeline.stop()
    return found


async def _answer(pipeline: Pipeline, source: str) -> Run | BaseException:
    try:
        return await pipeline.run(Request(source))
    except Exception as error:  # whatever it is, the test of this program shows it
        return error


@pytest.mark.parametrize("title", SEALED)
def test_the_outcome_in_a_sealed_worker(title: str, answers: dict[str, Answer]) -> None:
    wanted, (run, _) = PROGRAMS[title][0], answers[title]
    if wanted == "clock":
        assert isinstance(run, TimeLimit)
        return
    assert isinstance(run, Run), f"no run but {type(run).__name__}: {run}"
    _check(run, wanted)


def _check(run: Run, wanted: str) -> None:
    problem = run.error
    assert (problem.code if problem is not None else "ok") == wanted, problem
    words = problem.message.text + (problem.hint.text if problem.hint else "") if problem is not None else ""
    assert not [leak for leak in LEAKS if leak in words + run.printed], words + run.printed
    assert len(words) < 1000


@pytest.mark.parametrize("title", SEALED)
def test_nothing_is_left_behind(title: str, answers: dict[str, Answer]) -> None:
    before, after = answers[""][0], answers[title][1]
    assert isinstance(before, Run) and isinstance(after, Run), after
    assert (before.error, before.printed, before.passes) == (after.error, after.printed, after.passes)


@pytest.mark.parametrize("title", SAID)
def test_what_can_not_be_done_is_said(title: str) -> None:
    run = run_program(Request(START + PROGRAMS[title][1]))
    _check(run, PROGRAMS[title][0])
    assert msgspec.json.encode(run)


@pytest.mark.parametrize("title", EQUAL)
def test_equal_to_plain_python(title: str) -> None:
    source = START + PROGRAMS[title][1] + END
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_plainly(source).printed
    assert msgspec.json.encode(run)


@pytest.mark.parametrize("title", SYNTAX)
def test_what_is_no_python_is_refused(title: str) -> None:
    source = START + PROGRAMS[title][1]
    with pytest.raises(SyntaxError):
        compile(source, "<program>", "exec")
    run = run_program(Request(source))
    assert run.error is not None and run.error.code == "syntax"
    assert run.error.span is not None and run.printed == ""
