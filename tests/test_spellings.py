"""Every spelling in the table of operations gives what torch gives, for the first arguments that torch takes."""

import contextlib
import io
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from app.engine.run import run_program
from app.graph.model import Request
from app.ops.registry import CALLS

PRELUDE = """import torch
import torch.nn.functional as F
torch.manual_seed(0)
x = torch.tensor([0.2, 0.7, 0.4])
y = torch.tensor([0.5, 0.1, 0.9])
p = torch.tensor([0.0, 1.0, 1.0])
A = torch.tensor([[2.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 4.0]])
n = torch.tensor([0, 2, 1])
k = torch.tensor([[0, 2, 1]])
m = x > 0.3
S = torch.stack([A, A + 1])
line = torch.arange(12.0).reshape(1, 2, 6) / 7
picture = torch.arange(64.0).reshape(1, 4, 4, 4) / 7
volume = torch.arange(64.0).reshape(1, 1, 4, 4, 4) / 7
folded = torch.arange(16.0).reshape(1, 4, 4)
"""
"""What the calls below are made of."""

_, _functions, _methods = (Path(__file__).parent / "data" / "spelling_arguments.txt").read_text().split("=== ")
ARGUMENTS = _functions.splitlines()[1:]
GIVEN = ["" if line == "-" else line for line in _methods.splitlines()[1:]]
OWNERS = ("x", "A", "n", "m", "S", "line", "x.clone()")
UNSET = frozenset({"torch.empty", "torch.empty_like", "Tensor.new_empty", "Tensor.new"})
"""What torch leaves as it finds it in memory is zeros here: only shapes are compared."""
SPELLINGS = [spelling for spelling in CALLS if spelling not in ("torch.manual_seed", "param")]


@cache
def _names() -> dict[str, Any]:
    bare = {name: found for place in (F, torch) for name, found in vars(place).items() if callable(found)}
    return {**bare, "__name__": "__main__"}


def _printed(source: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as text, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, "<spelling>", "exec"), dict(_names()))
    return text.getvalue()


def _calls(spelling: str) -> list[str]:
    if spelling.startswith("Tensor."):
        name = spelling.removeprefix("Tensor.")
        return [f"{owner}.{name}({given})" for owner in OWNERS for given in GIVEN]
    return [f"{spelling}({given})" for given in ARGUMENTS]


def _first(spelling: str) -> tuple[str, str] | None:
    """The first call that torch takes, as a program, and what it prints."""
    for call in _calls(spelling):
        source = f"{PRELUDE}print({call}{'.shape' if spelling in UNSET else ''})\n"
        try:
            return source, _printed(source)
        except (
            RuntimeError,
            TypeError,
            ValueError,
            IndexError,
            AttributeError,
            NotImplementedError,
            AssertionError,
            ZeroDivisionError,
        ):
            continue
    return None


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spelling_gives_what_torch_gives(spelling: str) -> None:
    found = _first(spelling)
    assert found is not None, "no arguments above suit it"
    source, expected = found
    run = run_program(Request(source))
    assert run.error is None, (source.splitlines()[-1], run.error)
    assert run.printed == expected, source.splitlines()[-1]


def test_there_are_many() -> None:
    assert len(CALLS) >= 900
