"""Characters that look right and are wrong: named, placed, and repaired by one click."""

import pytest

from app.errors import GradwalkError, Refused, SyntaxProblem
from app.lang.characters import check_characters, plain
from app.lang.source import Source

FULL_WIDTH = [
    ("h = sigmoid（x）", "h = sigmoid(x)"),
    ("x ＝ 1", "x = 1"),
    ("x = [1.0、2.0，3.0]", "x = [1.0,2.0,3.0]"),
    ("x = １２．５", "x = 12.5"),
    ("x　= 1；y = 2", "x = 1;y = 2"),
    ("y = 3 − 1", "y = 3 - 1"),
    ("y = 2×3÷4", "y = 2*3/4"),
    ("y = x² + x³", "y = x**2 + x**3"),
    ("y = √2 + √(x)", "y = sqrt(2) + sqrt(x)"),
    ("x = tensor(“1.0”)", "x = tensor(1.0)"),
    ("y = F.mse_loss(a, b, reduction=‘sum’)", "y = F.mse_loss(a, b, reduction='sum')"),
    ("print('你好，世界') # 注释（一）", None),
    ("输入 = 1.0", None),
]


@pytest.mark.parametrize(("written", "repaired"), FULL_WIDTH)
def test_typographic_characters_are_repaired_in_code_only(written: str, repaired: str | None) -> None:
    if repaired is None:
        check_characters(Source(written))
        return
    with pytest.raises(SyntaxProblem) as caught:
        check_characters(Source(written))
    problem = caught.value.problem
    assert problem.fix is not None and problem.fix.source == repaired
    assert problem.span is not None and ord(Source(written).cut(problem.span)) > 127
    check_characters(Source(repaired))


def test_strings_and_comments_keep_their_chinese() -> None:
    assert plain(Source("x = 1 # （注释）\ny ＝ '，'")) == "x = 1 # （注释）\ny = '，'"


@pytest.mark.parametrize("hidden", ["\u202e", "\u200d", "\u2066", "\x00", "\x1b", "\x85", "\ue000", "\ufeff"])
def test_invisible_characters_are_refused_even_in_comments(hidden: str) -> None:
    with pytest.raises(Refused) as caught:
        check_characters(Source(f"x = 1 # {hidden}"))
    problem = caught.value.problem
    assert problem.span is not None and (problem.span.line, problem.span.column) == (1, 9)
    assert problem.fix is not None and hidden not in problem.fix.source


@pytest.mark.parametrize("look_alike", ["𝐱 = 1", "ⅇval = 1", "ﬁt = 1"])
def test_letters_that_python_would_fold_are_refused(look_alike: str) -> None:
    with pytest.raises(GradwalkError) as caught:
        check_characters(Source(look_alike))
    assert caught.value.problem.code == "look-alike"
