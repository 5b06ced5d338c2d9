"""Attacks on numpy, custom functions, hooks, optimizers, data sets, layers, copies, torch's global state and the
modules of Python's own. Behind each title `attacks_libraries.txt` says what comes of the program: the code of its
error, `same` (it prints what plain Python prints) or `answers` (plain Python prints addresses there, or crashes)."""

import gc
from pathlib import Path

import numpy as np
import pytest
import torch

from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_python import run_plainly
from tests.sealed_runs import PROBE, Answer, answers_of, check_no_leak, check_words, run_of

TEXT = (Path(__file__).parent / "data" / "attacks_libraries.txt").read_text()
PARTS = [part.partition("\n") for part in TEXT.split("=== ")[1:]]
PROGRAMS = {title.split(" -> ")[0]: source for title, _, source in PARTS}
WANTED = {title.split(" -> ")[0]: title.split(" -> ")[1] for title, _, _ in PARTS}


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[Answer, Answer]]:
    """What a sealed worker answers to every program, and to a harmless one after it; under "" to that alone."""
    sources = [PROBE, PROBE + " "]
    for count, source in enumerate(PROGRAMS.values(), 2):
        sources += [source, PROBE + " " * count]
    found = answers_of(sources, seconds=20.0)
    return dict(zip(["", *PROGRAMS], zip(found[::2], found[1::2], strict=True), strict=True))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_ends_as_it_should(name: str, answers: dict[str, tuple[Answer, Answer]]) -> None:
    run = run_of(answers[name][0])
    check_no_leak(run.printed)
    if run.error is not None:
        check_words(run.error)
        assert run.error.span is not None
    code = run.error.code if run.error is not None else None
    assert code == (None if WANTED[name] in ("same", "answers") else WANTED[name]), run.error


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_next_program_has_the_right_numbers(name: str, answers: dict[str, tuple[Answer, Answer]]) -> None:
    before, after = run_of(answers[""][0]), run_of(answers[name][1])
    assert before.error is None
    assert (after.printed, after.passes) == (before.printed, before.passes)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name, wanted in WANTED.items() if wanted == "same"])
def test_prints_what_plain_python_prints(name: str, answers: dict[str, tuple[Answer, Answer]]) -> None:
    source = PROGRAMS[name] + "\nlast_ = param(2.0) * 1.0"
    kept = torch.get_default_dtype(), np.get_printoptions(), torch.is_grad_enabled()
    try:
        printed = run_plainly(source).printed
    finally:
        torch.set_default_dtype(kept[0])
        np.set_printoptions(**kept[1])
        torch.set_grad_enabled(kept[2])
        torch.set_printoptions(profile="default")
    assert run_of(answers[name][0]).printed == printed


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
