"""What learners get wrong is answered in the spirit of what a teacher would say."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.engine.run import run_program
from app.graph.model import Request

MISTAKES = [json.loads(line) for line in (Path(__file__).parent / "data" / "mistakes.jsonl").read_text().splitlines()]
GIST = {
    "assign-to-number": ("left", "x = 3"),
    "backward-twice": ("already", "again"),
    "caret-power": ("'^'", "x**2"),
    "chinese-comma-enumeration": ("'、'", "','"),
    "comment-slashes": ("'#'", "'//'"),
    "curly-quotes": ("quote", "tensor(1.0)"),
    "double-operator": ("'*/'", "* or /"),
    "equality-for-assign": ("'=='", "single '='"),
    "extra-close-paren": ("')' too many", "column 27"),
    "forgot-call-parens": ("x.sum", "x.sum()"),
    "fullwidth-digits": ("full-width", "digit"),
    "fullwidth-equals": ("'＝'", "'='"),
    "fullwidth-parens": ("'（'", "input method"),
    "grad-before-backward": ("w.grad is None", "backward()"),
    "grad-on-nonleaf": ("not a leaf", "retain_grad()"),
    "ideographic-space": ("full-width space", "normal space"),
    "implicit-multiply": ("'*'", "2*x"),
    "implicit-multiply-paren": ("2 is not a function", "2*(x + 1)"),
    "import-os": ("imported", "torch"),
    "indent-mix": ("tabs and spaces", "3"),
    "keyword-as-name": ("reserved word", "lam"),
    "leading-number-name": ("digit", "x1"),
    "log-of-zero": ("log of 0", "1e-8"),
    "matmul-star": ("element by element", "@"),
    "minus-sign": ("minus", "'-'"),
    "missing-close-paren": ("'(' after sigmoid", "never closed"),
    "missing-colon": ("':' is missing", "1"),
    "missing-comma": ("comma", "1.0 and 2.0"),
    "missing-outer-brackets": ("one list", "tensor([[1.0, 2.0], [3.0, 4.0]])"),
    "missing-requires-grad": ("nothing to differentiate", "param"),
    "non-scalar-backward": ("one number", ".sum()"),
    "open-file": ("files", "Type the data"),
    "repl-prompt": ("'>>>'", "Remove the prompts"),
    "shape-mismatch-add": ("a has the shape 3", "b the shape 2"),
    "sqrt-sign": ("sqrt(2)",),
    "superscript-two": ("x**2",),
    "tab-space-mix": ("tab", "left edge"),
    "target-shape-mse": ("2×1", "reshape"),
    "trailing-operator": ("ends after '+'", "right"),
    "typo-param": ("'parma'", "'param'"),
    "typo-tensor": ("'tesnor'", "'tensor'"),
    "unexpected-indent": ("indented", "leading spaces"),
    "wrong-case-function": ("'Sigmoid'", "'sigmoid'"),
    "zero-grad-forgotten": ("w.grad adds up", "zero"),
}
RUNS = {
    "grad-before-backward",
    "grad-on-nonleaf",
    "log-of-zero",
    "matmul-star",
    "target-shape-mse",
    "zero-grad-forgotten",
}


def test_every_mistake_is_here() -> None:
    assert {mistake["name"] for mistake in MISTAKES} == GIST.keys()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: str(mistake["name"]))
def test_mistake(mistake: dict[str, Any]) -> None:
    run = run_program(Request(mistake["source"]))
    assert (run.error is None) == (mistake["name"] in RUNS)
    problems = [run.error] if run.error else list(run.notes)
    texts = [
        text.text
        for p in problems
        for text in (p.message, p.hint, getattr(getattr(p, "fix", None), "label", None))
        if text
    ]
    for words in GIST[mistake["name"]]:
        assert any(words in text for text in texts), texts
    if run.error:
        assert run.error.span is not None and run.error.span.line <= mistake["source"].count("\n") + 1


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: str(mistake["name"]))
def test_one_click_repairs_what_it_says_it_repairs(mistake: dict[str, Any]) -> None:
    error = run_program(Request(mistake["source"])).error
    if error and error.fix:
        again = run_program(Request(error.fix.source)).error
        assert again is None or again.code != error.code or again.span != error.span


CARETS = {
    "x = 2.0; y = x^2": "x = 2.0; y = x**2",
    "x = param([2.0])\nx = x.detach()\nx ^= 2": "x = param([2.0])\nx = x.detach()\nx **= 2",
    "x = 3.0\ny = 2*x^2 + 1": "x = 3.0\ny = 2*x**2 + 1",
    "x = 3.0\ny = (x)^(2 ^ 1)": "x = 3.0\ny = (x)**(2 ^ 1)",
    "损失 = torch.ones(2)\ny = 损失 ^ 损失": "损失 = torch.ones(2)\ny = 损失 ** 损失",
    "import numpy as np\nx = np.ones(2) ^ 2": "import numpy as np\nx = np.ones(2) ** 2",
}


@pytest.mark.parametrize("source", CARETS)
def test_a_caret_between_decimal_numbers_is_repaired(source: str) -> None:
    error = run_program(Request(source)).error
    assert error is not None and error.code == "not-power" and error.fix is not None
    assert error.fix.source == CARETS[source]


def test_a_caret_that_python_refuses_can_be_caught() -> None:
    run = run_program(Request("try:\n    y = 2.0 ^ 3\nexcept TypeError as e:\n    print(e)"))
    assert run.printed == "unsupported operand type(s) for ^: 'float' and 'int'\n"


@pytest.mark.parametrize("name", "open input eval exec compile vars globals locals dir help complex bytes exit".split())
def test_a_name_of_python_that_is_not_here_says_the_way_out(name: str) -> None:
    error = run_program(Request(f"x = {name}(1)")).error
    assert error is not None and (error.code, error.hint is not None) == ("refused-name", True)
    assert name in error.message.text
