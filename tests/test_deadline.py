"""A program that runs too long is stopped from inside, and the loop that took the time is named."""

import pytest

from app.engine.limits import Limits
from app.engine.run import run_program
from app.graph.model import Request

DEEP = "".join(f"{' ' * depth}for i{depth} in range(100):\n" for depth in range(8)) + " " * 8 + "x = 1"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("while True:\n    x = 1", 1),
        ("for i in range(10**9):\n    for j in range(10):\n        x = 1", 1),
        ("for i in range(3):\n    for j in range(10**9):\n        x = 1", 2),
        ("x = 1\nfor i in range(10**9):\n    y = [j for j in range(20)]", 2),
        ("[[i * j for i in range(100000)] for j in range(100000)]", 1),
        (DEEP, None),
    ],
)
def test_the_loop_that_took_the_time_is_named(source: str, line: int | None) -> None:
    error = run_program(Request(source), Limits(seconds=0.2)).error
    assert error is not None and error.code == "time-limit"
    assert error.span is not None and line in (error.span.line, None)
    assert f"in the loop of line {error.span.line}." in error.message.text
