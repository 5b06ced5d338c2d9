"""What is not Python is answered with the line, the column and the way out."""

import ast

import pytest

from app.errors import GradwalkError, SyntaxProblem
from app.lang.source import Source
from app.lang.syntax import parse

CASES = [
    ("h = sigmoid(x @ w", "bracket", 12, "h = sigmoid(x @ w)"),
    ("h = sigmoid(x))", "bracket", 15, "h = sigmoid(x)"),
    ("y = 2x", "multiplication", 5, "y = 2*x"),
    ("1x = 3", "name", 1, "x1 = 3"),
    ("lambda = 3", "keyword", 1, "lam = 3"),
    ("y = 3 */ 2", "operator", 7, None),
    ("y = 3 +", "unfinished", 7, None),
    ("x = [1.0 2.0]", "comma", None, None),
    ("3 = x", "assignment", 1, None),
    (">>> x = 1\n>>> y = 2", "pasted", 1, "x = 1\ny = 2\n"),
    ("```python\nx = 1\n```", "pasted", 1, "x = 1\n"),
    ("for i in range(3)\n    x = 1", "colon", None, "for i in range(3):\n    x = 1"),
    ("x = 1\n  y = 2", "indentation", 1, "x = 1\ny = 2"),
    ("for i in x:\ny = 2", "indentation", 1, None),
]


@pytest.mark.parametrize(("written", "code", "column", "repaired"), CASES)
def test_mistakes_are_placed_and_repaired(written: str, code: str, column: int | None, repaired: str | None) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(Source(written))
    problem = caught.value.problem
    assert problem.code == code
    assert problem.span is not None and column in (None, problem.span.column)
    assert (problem.fix.source if problem.fix else None) == repaired
    if repaired:
        parse(Source(repaired))


@pytest.mark.parametrize("bomb", ["-" * 6000 + "1", "(" * 300, "1" + "+1" * 30_000, "x" + ".a" * 30_000, "9" * 5000])
def test_what_python_cannot_parse_is_answered_not_raised(bomb: str) -> None:
    with pytest.raises(GradwalkError):
        parse(Source(f"x = {bomb}"))


def test_a_program_comes_back_as_pythons_own_tree() -> None:
    assert ast.dump(parse(Source("y = w * x"))) == ast.dump(ast.parse("y = w * x"))
