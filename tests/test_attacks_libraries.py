"""Attacks on numpy, custom functions, hooks, optimizers, data sets, layers, copies, torch's global state and the
modules of Python's own. Behind each title `attacks_libraries.txt` says what comes of the program: the code of its
error, `same` (it prints what plain Python prints) or `answers` (plain Python prints addresses there, or crashes)."""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from app.config import Settings
from app.engine.run import run_program
from app.errors import Problem
from app.graph.model import Request, Run
from app.pipeline import Pipeline
from tests.plain_python import run_plainly

TEXT = (Path(__file__).parent / "data" / "attacks_libraries.txt").read_text()
PARTS = [part.partition("\n") for part in TEXT.split("=== ")[1:]]
PROGRAMS = {title.split(" -> ")[0]: source for title, _, source in PARTS}
WANTED = {title.split(" -> ")[0]: title.split(" -> ")[1] for title, _, _ in PARTS}
PROBE = (
    "import random\nimport numpy as np\nw = param(2.0)\nx = torch.rand(2)\nloss = (w * x).sum()\n"
    "print(x, loss, torch.randn(20), torch.arange(2000.0), torch.nn.Linear(2, 2)(x), torch.is_grad_enabled())\n"
    "print(np.random.rand(3), random.random(), np.array([1 / 3]), np.zeros(2000), np.array([1.0]) / 0)"
)
LEAKS = "0x /usr site-packages <built-in <lambda> <locals> app.engine _gradwalk".split()
Answers = dict[str, Run | BaseException]


@pytest.fixture(scope="module")
def answers() -> Iterator[tuple[Answers, Answers]]:
    """The answer of a sealed worker to every program, and to a harmless one after it."""
    yield asyncio.run(_run_all())


async def _run_all() -> tuple[Answers, Answers]:
    pipeline = Pipeline(Settings(short_seconds=20.0, workers=1, long_workers=1))
    await pipeline.start()
    found: Answers = {}
    after: Answers = {"": await _answer(pipeline, PROBE)}
    for number, (name, source) in enumerate(PROGRAMS.items(), 1):
        found[name] = await _answer(pipeline, source)
        after[name] = await _answer(pipeline, PROBE + " " * number)  # spaces: another text, so that nothing is cached
    await pipeline.stop()
    return found, after


async def _answer(pipeline: Pipeline, source: str) -> Run | BaseException:
    try:
        return await pipeline.run(Request(source))
    except Exception as error:  # whatever it is, the test of this program shows it
        return error


def _run_of(answer: Run | BaseException) -> Run:
    assert isinstance(answer, Run), f"no run but {type(answer).__name__}: {answer}"
    return answer


def _check_words(problem: Problem) -> None:
    words = problem.message.text + (problem.hint.text if problem.hint else "")
    assert not [leak for leak in LEAKS if leak in words], words
    assert problem.span is not None


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_ends_as_it_should(name: str, answers: tuple[Answers, Answers]) -> None:
    run = _run_of(answers[0][name])
    assert not [leak for leak in LEAKS if leak in run.printed]
    if run.error is not None:
        _check_words(run.error)
    code = run.error.code if run.error is not None else None
    assert code == (None if WANTED[name] in ("same", "answers") else WANTED[name]), run.error


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_next_program_has_the_right_numbers(name: str, answers: tuple[Answers, Answers]) -> None:
    before, after = _run_of(answers[1][""]), _run_of(answers[1][name])
    assert before.error is None
    assert (after.printed, after.passes) == (before.printed, before.passes)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name, wanted in WANTED.items() if wanted == "same"])
def test_prints_what_plain_python_prints(name: str, answers: tuple[Answers, Answers]) -> None:
    source = PROGRAMS[name] + "\nlast_ = param(2.0) * 1.0"
    kept = torch.get_default_dtype(), np.get_printoptions(), torch.is_grad_enabled()
    try:
        printed = run_plainly(source).printed
    finally:
        torch.set_default_dtype(kept[0])
        np.set_printoptions(**kept[1])
        torch.set_grad_enabled(kept[2])
        torch.set_printoptions(profile="default")
    assert _run_of(answers[0][name]).printed == printed


def test_a_generator_of_a_run_before_changes_no_settings() -> None:
    run_program(Request(PROGRAMS["generator leaves its settings to others"]))
    with np.errstate(over="ignore"), np.printoptions(precision=3):
        gc.collect()
        assert np.geterr()["over"] == "ignore"
        assert np.get_printoptions()["precision"] == 3


def test_there_are_enough_of_them() -> None:
    assert len(PROGRAMS) >= 60
    assert len(set(PROGRAMS.values())) == len(PROGRAMS)


@pytest.mark.parametrize("register", ["register_full_backward_hook", "register_backward_hook", "register_forward_hook"])
def test_modules_with_hooks_leave_no_parameters_behind(register: str) -> None:
    source = (
        "l = torch.nn.Linear(3, 5)\ny = None\ndef hook(m, i, o):\n    z = y\n"
        f"l.{register}(hook)\ny = l(torch.ones(1, 3, requires_grad=True))\ny.sum().backward(retain_graph=True)"
    )
    assert run_program(Request(source)).error is None
    gc.collect()
    before = _count_parameters()
    assert run_program(Request(source)).error is None
    gc.collect()
    assert _count_parameters() == before


def _count_parameters() -> int:
    return sum(type(item) is torch.nn.Parameter for item in gc.get_objects())
