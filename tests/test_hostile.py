"""Every hostile program is answered: refused where it must be, contained everywhere, nothing left behind for the next.

The programs run in the real sealed workers behind the real pipeline.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import GradwalkError, Problem
from tests.sealed_runs import Answer, answers_among, check_nothing_left_behind, run_of

HOSTILE = [json.loads(line) for line in (Path(__file__).parent / "data" / "hostile.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    """What a sealed worker answers to every hostile program, and to a harmless one before and after."""
    return answers_among({hostile["name"]: hostile["source"] for hostile in HOSTILE}, seconds=2.0)


def _problem(answer: Answer) -> Problem | None:
    if isinstance(answer, GradwalkError):
        return answer.problem
    return run_of(answer).error


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: str(hostile["name"]))
def test_hostile_program(hostile: dict[str, Any], answers: dict[str, Answer]) -> None:
    problem = _problem(answers[hostile["name"]])
    if hostile["expect"] == "reject":
        assert problem is not None
    if problem is not None:
        assert problem.code not in ("worker-lost", "overloaded"), "a program must not bring its worker down"
        assert problem.message.text.endswith((".", ")", "?")) or ":" in problem.message.text
        for leak in ("0x", "/usr", "site-packages", "Traceback", "<built-in"):
            assert leak not in problem.message.text


def test_nothing_is_left_behind(answers: dict[str, Answer]) -> None:
    check_nothing_left_behind(answers)
