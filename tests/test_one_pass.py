"""Every question runs the program as far as one pass: what may go wrong on the way there, and how it is told."""

from typing import Any, get_args

import msgspec
import pytest

from app.engine.limits import Limits
from app.engine.studies.one_pass import RecordedPass, Seen, found_by
from app.errors import Problem, RequestError
from app.graph.inspection import Aim
from app.graph.matrix_plan import Column, MatrixPlan
from app.graph.model import Request
from app.graph.questions import (
    AnyQuestion,
    BoundaryQuestion,
    CheckQuestion,
    InspectQuestion,
    MatricesQuestion,
    PathsQuestion,
    ProofQuestion,
    SurfaceQuestion,
    TangentsQuestion,
)
from app.graph.surface import Axis, Plan, Spot
from app.jobs import JOBS, PROBLEM, RUN, STOPPED, AskJob
from app.pool import Caller

SQUARE = "w = param(3.0)\nloss = w * w\nloss.backward()"
ENDLESS = f"n = 0\nwhile True:\n    n = n + 1\n{SQUARE}"
FAILING = f"n = 1 / 0\n{SQUARE}"
HOOKED = "w = param(3.0)\nw.register_hook(lambda g: 2 * g)\nloss = w * w\nloss.backward()"


def questions(source: str, index: int = 0) -> list[AnyQuestion]:
    """One of each kind, about the pass of a program."""
    request = Request(source)
    return [
        SurfaceQuestion(request, Plan(index, Axis("w", 2.0, 4.0, 3), None, (), Spot(3.0, None, 9.0))),
        BoundaryQuestion(request, index, 3),
        PathsQuestion(request, index, "w"),
        ProofQuestion(request, index),
        MatricesQuestion(request, MatrixPlan(index, "n1", (Column("n0", "w", 0),))),
        TangentsQuestion(request, index, {"w": 1}),
        CheckQuestion(request, index, "d_w = 2 * w"),
        InspectQuestion(request, Aim(index, "w")),
    ]


def about(source: str, index: int = 0, *, inspected: bool = True) -> Any:
    """The same, as the parameters of a test. Of a program that failed there is a graph too, which can be inspected."""
    asked = [each for each in questions(source, index) if inspected or not isinstance(each, InspectQuestion)]
    return pytest.mark.parametrize("question", asked, ids=[type(each).__name__ for each in asked])


def answer(question: AnyQuestion, seconds: float = 10.0) -> bytes:
    return JOBS["ask"](msgspec.msgpack.encode(AskJob(question, Limits(seconds=seconds))), Caller(-1, -1))


def problem(question: AnyQuestion) -> Problem:
    said = answer(question)
    assert said[:1] == PROBLEM
    return msgspec.json.decode(said[1:], type=Problem)


def test_there_is_one_of_each_kind() -> None:
    assert {type(question) for question in questions(SQUARE)} == set(get_args(AnyQuestion))


@about(ENDLESS, inspected=False)
def test_an_answer_that_ran_out_of_time_says_so_and_is_not_kept(question: AnyQuestion) -> None:
    said = answer(question, seconds=0.3)
    assert said[:1] == STOPPED and b"loop of line 2" in said


def test_a_derivation_that_ran_out_of_time_says_so_and_is_not_kept() -> None:
    said = answer(CheckQuestion(Request(SQUARE), 0, "d_w = 0\nwhile True:\n    d_w = d_w + w"), seconds=1.0)
    assert said[:1] == STOPPED


@about(FAILING, inspected=False)
def test_what_the_program_did_wrong_before_is_told_with_its_place(question: AnyQuestion) -> None:
    told = problem(question)
    assert told.span is not None and told.span.line == 1


def test_the_graph_of_a_program_that_failed_before_its_pass_can_be_inspected() -> None:
    said = answer(InspectQuestion(Request("w = param(3.0)\nn = 1 / 0\nw.backward()"), Aim(0, "w")))
    assert said[:1] == RUN and msgspec.json.decode(said[1:])["numbers"] == [[3.0]]


@about(SQUARE, index=7)
def test_a_pass_that_is_not_there_is_told(question: AnyQuestion) -> None:
    told = problem(question)
    assert told.code in ("pass", "no-surface") and "8" in told.message.text and told.span is None


@pytest.mark.parametrize(
    "question",
    [
        PathsQuestion(Request(SQUARE), 0, "nobody"),
        InspectQuestion(Request(SQUARE), Aim(0, "nobody")),
        TangentsQuestion(Request(SQUARE), 0, {"nobody": 1}),
        BoundaryQuestion(Request(SQUARE), 0, 3),
        ProofQuestion(Request("w = param(3.0)\nloss = F.dropout(w, 0.5)\nloss.backward()"), 0),
    ],
    ids=lambda question: type(question).__name__,
)
def test_what_is_wrong_with_a_question_is_no_mistake_in_a_line_of_the_program(question: AnyQuestion) -> None:
    assert problem(question).span is None


@about(SQUARE)
def test_the_run_ends_with_its_pass(question: AnyQuestion) -> None:
    """What comes after it would never end."""
    after = msgspec.structs.replace(question, request=Request(f"{SQUARE}\nwhile True:\n    pass"))
    assert answer(after) == answer(question)


def test_the_hooks_of_the_program_are_there_while_its_pass_is_looked_at() -> None:
    said = answer(ProofQuestion(Request(HOOKED), 0))
    assert said[:1] == RUN and msgspec.json.decode(said[1:])["trials"][0]["autograd"] == 12.0


def test_the_graph_of_torch_is_there_while_its_pass_is_looked_at() -> None:
    def look(seen: Seen) -> list[float]:
        (again,) = seen.task.roots[0].grad_fn(seen.task.seeds()[0])[:1]  # type: ignore[misc]
        return [float(again), float(seen.task.roots[0])]

    assert found_by(RecordedPass(Limits(), 0, 0, look), Request(SQUARE)) == [3.0, 9.0]


def test_a_pass_that_is_not_recorded_has_nothing_to_show() -> None:
    with pytest.raises(RequestError, match="no pass 1"):
        found_by(RecordedPass(Limits(), 1, 0, lambda seen: seen.graph), Request(f"{SQUARE}\n(w * 2).backward()"))
