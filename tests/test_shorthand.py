"""A bare expression is a whole program: its free names become lines that the reader sees."""

import ast

import pytest

from app.errors import RequestError
from app.lang.shorthand import free_names, with_parameters

KNOWN = {"sigmoid", "param", "tensor", "torch", "print"}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("(x*w - y)**2", ("x", "w", "y")),
        ("sigmoid(w*x + b)", ("w", "x", "b")),
        ("h = w*x\n(h - y)**2", ("w", "x", "y")),
        ("loss = (w*x - y)**2", ("w", "x", "y")),
        ("w = param(2.0)\n(w - y)**2", ("y",)),
        ("w = param(2.0)\nloss = (w - y)**2", ()),
        ("import torch\n(w - y)**2", ()),
        ("w = parma(1.0)", ()),
        ("x = tensor([1.0])\nx.backward()", ()),
    ],
)
def test_free_names(written: str, names: tuple[str, ...]) -> None:
    assert free_names(ast.parse(written), KNOWN) == names


def test_inputs_give_the_values() -> None:
    assert with_parameters("w*x", ("w", "x"), {"x": [1.0, 2.5]}) == "w = param(1.0)\nx = param([1.0, 2.5])\nw*x"


@pytest.mark.parametrize("inputs", [{"q": 1.0}, {"w": "1.0"}, {"w": True}, {"w": [1.0, "x"]}, {"w": None}])
def test_inputs_that_do_not_fit_are_refused(inputs: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        with_parameters("w", ("w",), inputs)
