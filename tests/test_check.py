"""The allow-list: what is on it passes, everything else is refused with a reason."""

import ast

import pytest

from app.errors import GradwalkError, LimitExceeded
from app.lang.check import check
from app.lang.grammar import ALLOWED, REFUSALS
from app.lang.source import Source

REFUSED = [
    "x.__class__", "__import__('os')", "x = y.__globals__", "import socket\nsocket", "from shutil import copy\ncopy",
    "import torch.hub\ntorch",
    "from . import x\nx", "1j", "b'x'", "async def f(): pass", "match x:\n  case 1: pass", "x == 1", "f(a=1, a=2)",
    "def __init__(): pass", "def f(__x): pass", "lambda __x__: 1", "def f(a, a): pass",
    "global __x__", "return 1", "break", "for i in x: pass\nelse: break", "def f():\n  break",
    "while x:\n  def f(): continue", "nonlocal x", "[i async for i in x]", "__name__ = 1",
    "f'{x.__class__}'", "yield 1", "class A:\n  def __getattr__(self, n): pass", "class A(metaclass=B): pass",
    "class A:\n  return 1", "try:\n  x\nexcept:\n  x\nexcept y:\n  x", "def f(x):\n  global x", "x.__init__",
    "def f(): g((yield))",     "def f():\n  from torch import *", f"x = {2**63 + 1}", f"{'a' * 65} = 1",
]  # fmt: skip
ACCEPTED = [
    "x = y = 1.0", "a, b = 1, 2", "a, *b = x", "x += 1", "x: float = 1.0", "x[0] = 2", "y = x[1:, ..., None]",
    "y = -x @ w.T",
    "y = f(x, dim=1)", "y = a if x > 0 else b", "y = not (a and b or c)",
    "for i in range(3):\n    y = i\nelse:\n    pass",
    "if x:\n    y = 1\nelif z:\n    y = 2", "import torch", "import torch.nn.functional as F", "from torch import nn",
    "损失 = 预测 - 1", "print('a', \"b\")", "_ = 1", "from math import pi", "f(*x)",
    "def f(x, y=1, *rest, k, **named) -> None:\n    return x", "lambda x, y=1: x", "[i for i in x if i]", "{1, 2}",
    "{i: 1 for i in x}", "f'{x:.{n}f} {y!r}'", "while x:\n    break", "with torch.no_grad():\n    pass", "del x",
    "assert x, 'y'", "def f():\n    global x\n    x = 1", "if __name__ == '__main__':\n    pass", "x.grad = None",
    "f(**{'a': 1})", "class A: pass", "(y := 1)", "try:\n  x\nexcept: pass", "raise x", "@f\ndef g(): pass",
    "def f(): yield 1", "{**a}", "del x[0]", "x.__class__.__name__",
    "class A(B):\n  def __repr__(self): return super().__repr__()\n  __str__ = __repr__",
]  # fmt: skip


def _check(written: str, nodes: int = 5_000) -> None:
    source = Source(written)
    try:
        tree = ast.parse(written)
    except SyntaxError:
        pytest.fail("not Python")
    check(tree, source, syntax_nodes=nodes)


@pytest.mark.parametrize("written", REFUSED)
def test_refused(written: str) -> None:
    with pytest.raises(GradwalkError):
        _check(written)


@pytest.mark.parametrize("written", ACCEPTED)
def test_accepted(written: str) -> None:
    _check(written)


def test_refusals_are_not_allowed_and_say_what_to_write_instead() -> None:
    assert not ALLOWED & REFUSALS.keys()
    for says, hint in REFUSALS.values():
        assert says.text and hint.text


def test_the_number_of_nodes_is_limited() -> None:
    with pytest.raises(LimitExceeded):
        _check("x = 1\n" * 100, nodes=50)
