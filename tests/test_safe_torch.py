"""Programs that misuse torch: sizes, indices, hooks, custom functions, global state. Each is answered by a real sealed
worker, which lives on."""

import pytest

from app.engine.run import run_program
from app.graph.model import Request, Run
from tests.sealed_runs import Answer, answers_among, check_no_leak, check_nothing_left_behind, check_words, run_of
from tests.test_torch_names import DATA

PROGRAMS = {
    title.strip(): source
    for title, _, source in (
        part.partition("\n") for part in (DATA / "torch_hostile.txt").read_text().split("=== ")[1:]
    )
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    """What a sealed worker answers to every program, and to a harmless one before and after."""
    return answers_among(PROGRAMS, seconds=30.0)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_brings_no_worker_down(name: str, answers: dict[str, Answer]) -> None:
    run = run_of(answers[name])
    check_no_leak(run.printed)
    if run.error is not None:
        check_words(run.error)
        assert run.error.span is not None


def test_nothing_is_left_behind(answers: dict[str, Answer]) -> None:
    check_nothing_left_behind(answers)


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
def test_what_can_not_be_done_is_said(name: str, answers: dict[str, Answer]) -> None:
    run = answers[name]
    assert isinstance(run, Run) and run.error is not None


def test_a_hook_that_fails_is_found_at_its_line() -> None:
    run = run_program(Request(PROGRAMS["hook that fails"]))
    assert run.error is not None and run.error.span is not None
    assert (run.error.code, run.error.span.line) == ("division", 3)
