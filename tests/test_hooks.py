"""Hooks of programs: the gradients are those of real Python, and the recorded pass shows the same numbers."""

import pytest

from app.engine.run import run_program
from app.graph.model import Node, Request
from tests.plain_scripts import run_script
from tests.test_torch_names import programs

PROGRAMS = programs("hooks.txt")


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_prints_what_python_prints(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_script(source).printed


def _nodes(source: str) -> dict[str | None, Node]:
    run = run_program(Request(source))
    assert run.error is None, run.error
    graph = run.passes[-1].graph
    assert graph is not None
    return {node.name: node for node in graph.nodes}


CHAIN = "x = param(3.0)\ny = x * 2\n{hook}\nz = y * y\nz.backward()"


def test_a_scaled_gradient_shows_scaled() -> None:
    nodes = _nodes(CHAIN.format(hook="y.register_hook(lambda g: g * 10)"))
    assert nodes["y"].grad is not None and nodes["x"].grad is not None
    assert (nodes["y"].grad.data, nodes["x"].grad.data) == (120.0, 240.0)


@pytest.mark.parametrize("doubled", ["return g * 2", "g.mul_(2)"])
def test_a_gradient_that_a_hook_replaces_or_writes_to_on_its_only_way_shows_what_was_made_of_it(doubled: str) -> None:
    hook = f"def double(g):\n    {doubled}\ny.register_hook(double)"
    nodes = _nodes(CHAIN.format(hook=hook).replace("y * y", "y * 5"))
    assert nodes["y"].grad is not None and nodes["x"].grad is not None
    assert (nodes["y"].grad.data, nodes["x"].grad.data) == (10.0, 20.0)


def test_a_hook_on_a_leaf_shows_in_its_gradient() -> None:
    nodes = _nodes(CHAIN.format(hook="x.register_hook(lambda g: g + 1)"))
    assert nodes["x"].grad is not None and nodes["x"].grad.data == 25.0


def test_a_removed_hook_does_nothing() -> None:
    nodes = _nodes(CHAIN.format(hook="h = y.register_hook(lambda g: g * 10)\nh.remove()"))
    assert nodes["x"].grad is not None and nodes["x"].grad.data == 24.0


def test_what_a_hook_computes_is_no_part_of_the_graph() -> None:
    plain = _nodes(CHAIN.format(hook=""))
    hooked = _nodes(CHAIN.format(hook="def f(g):\n    twice = g * 2\n    return twice / 2\ny.register_hook(f)"))
    assert plain.keys() == hooked.keys()


def test_a_hook_may_not_differentiate() -> None:
    error = run_program(Request(CHAIN.format(hook="y.register_hook(lambda g: (x * 2).backward())"))).error
    assert error is not None and error.code == "reentrant"


def test_a_gradient_turned_in_place_does_not_reach_torch() -> None:
    source = "x = torch.ones(2, 3, requires_grad=True)\ny = x * 2\ny.register_hook(lambda g: print(g.t_().shape))\n"
    run = run_program(Request(source + "y.sum().backward()\nprint(x.grad.shape)"))
    assert (run.error, run.printed) == (None, "torch.Size([3, 2])\ntorch.Size([2, 3])\n")


WRONG = {
    "shape": "lambda g: torch.ones(3)",
    "dtype": "lambda g: g.double()",
    "list": "lambda g: [g]",
    "number": "lambda g: 3.0",
}


@pytest.mark.parametrize("hook", WRONG.values(), ids=WRONG)
def test_what_a_hook_gives_wrongly_is_said(hook: str) -> None:
    error = run_program(Request(CHAIN.format(hook=f"y.register_hook({hook})"))).error
    assert error is not None and error.span is not None
    assert (error.code, error.span.line) == ("hook", 5)
