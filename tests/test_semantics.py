"""What Gradwalk accepts means what it means in Python: printed text, values and order of evaluation are the same."""

from pathlib import Path

import pytest

from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_python import run_plainly

PROGRAMS = {
    name.strip(): source
    for name, _, source in (
        part.partition("\n")
        for part in (Path(__file__).parent / "data" / "semantics.txt").read_text().split("=== ")[1:]
    )
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_prints_what_python_prints(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_plainly(source + "\nlast = torch.ones(1, requires_grad=True).sum()").printed


WRONG = {
    "unpacking": ("a, b = 1, 2, 3", "unpacking", (1, 1)),
    "iteration": ("for x in 3:\n    pass", "iteration", (1, 10)),
    "end": ("items = iter([1])\nnext(items)\nnext(items)", "iteration", (3, 1)),
    "zero": ("y = 1 / 0", "division", (1, 5)),
    "types": ("y = 'a' + 1", "types", (1, 5)),
    "index": ("a = [1]\ny = a[3]", "index", (2, 5)),
    "no entries": ("a = 1\ny = a[0]", "index", (2, 5)),
    "keyword": ("x = torch.ones(2, device='cuda')", "keyword", (1, 19)),
    "unknown keyword": ("x = torch.ones(2, out=3)", "keyword", (1, 19)),
    "shape": ("x = torch.ones(2, 3) @ torch.ones(2, 3)", "shapes", (1, 5)),
    "truth": ("if torch.ones(2):\n    pass", "truth", (1, 4)),
    "in-place on a leaf": ("w = param(1.0)\nw += 1", "in-place-leaf", (2, 1)),
    "needed and modified": ("w = param(1.0)\ny = w.exp()\ny.mul_(2)\ny.backward()", "in-place", (3, 1)),
    "chinese column": ("损失 = 预测 + 1\nx = tensor(1.0)", "undefined-name", (1, 6)),
    "reshape": ("x = torch.ones(4).reshape(3)", "shapes", (1, 5)),
    "dimension": ("x = torch.ones(4).sum(dim=3)", "dimension", (1, 5)),
    "integers": ("x = torch.tensor([1, 2], requires_grad=True)", "integers", (1, 5)),
}


@pytest.mark.parametrize(("source", "code", "place"), WRONG.values(), ids=WRONG)
def test_what_fails_is_placed_and_explained(source: str, code: str, place: tuple[int, int]) -> None:
    error = run_program(Request(source)).error
    assert error is not None and error.span is not None
    assert (error.code, (error.span.line, error.span.column)) == (code, place)
