"""Custom functions print what they print in real Python, and each call is one node of the graph."""

import gc

import pytest
import torch

from app.engine.run import run_program
from app.engine.torch.held import Held, Kept
from app.graph.model import Graph, Request
from tests.plain_scripts import run_script
from tests.test_torch_names import programs

PROGRAMS = programs("custom_functions.txt")
SCALE = """class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        inside = x * k
        return inside
    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None
"""
BOTH = """class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b, a + b
    @staticmethod
    def backward(ctx, g, h):
        a, b = ctx.saved_tensors
        return g * b + h, g * a + h
"""


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_prints_what_python_prints(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_script(source).printed


def _graph(source: str) -> Graph:
    run = run_program(Request(source))
    assert run.error is None, run.error
    graph = run.passes[-1].graph
    assert graph is not None
    return graph


def test_a_call_is_one_node_named_after_the_class() -> None:
    graph = _graph(SCALE + "w = param([1.0, 2.0])\nh = w * 2\ny = Scale.apply(h, 3.0)\ny.sum().backward()")
    (node,) = [node for node in graph.nodes if node.op == "Scale"]
    assert (node.name, node.grad_fn, node.symbol) == ("y", "ScaleBackward", "Scale")
    assert node.value is not None and node.value.data == [6.0, 12.0]
    assert node.grad is not None and node.grad.data == [1.0, 1.0]
    (edge,) = [edge for edge in graph.edges if edge.target == node.id]
    assert edge.contribution is not None and edge.contribution.data == [3.0, 3.0]
    assert next(other for other in graph.nodes if other.id == edge.source).name == "h"
    assert "inside" not in {other.name for other in graph.nodes}


def test_several_results_are_parts_of_one_node() -> None:
    graph = _graph(BOTH + "a, b = param(2.0), param(5.0)\np, s = Both.apply(a, b)\n(p * s).backward()")
    shown = {node.name: node.grad.data for node in graph.nodes if node.name and node.grad is not None}
    assert shown == {"a": 45.0, "b": 24.0, "p": 7.0, "s": 10.0}


def test_a_call_in_a_later_pass() -> None:
    loop = "w = param(1.0)\nfor i in range(30):\n    (Scale.apply(w, 3.0) * w).backward()\n"
    run = run_program(Request(SCALE + loop, record=25))
    graph = run.passes[25].graph
    assert graph is not None
    assert [node.op for node in graph.nodes if node.kind == "op"] == ["Scale", "mul"]


FAILING = {
    "too few": ("return g", "custom-function", 11),
    "no tensor": ("return 3.0, None", "custom-function", 11),
    "another shape": ("return torch.ones(7), None", "torch", 11),
    "an error of its own": ("return g / 0, 1 / 0", "division", 9),
    "a gradient for a number": ("return g, g", "torch", 11),
}


@pytest.mark.parametrize(("line", "code", "place"), FAILING.values(), ids=FAILING)
def test_what_backward_gives_wrongly_is_said(line: str, code: str, place: int) -> None:
    source = SCALE.replace("return g * ctx.k, None", line)
    error = run_program(Request(source + "w = param([1.0, 2.0])\nScale.apply(w, 3.0).sum().backward()")).error
    assert error is not None and error.span is not None
    assert (error.code, error.span.line) == (code, place)


def test_the_old_style_is_refused_with_the_way_out() -> None:
    error = run_program(Request(SCALE + "y = Scale()(param(1.0), 2.0)")).error
    assert error is not None and error.hint is not None
    assert "apply" in error.hint.text


def test_what_torch_holds_is_let_go_of() -> None:
    held, kept, big = Held(), Kept(), torch.ones(3)
    kept["y"] = big
    held.add(kept)
    held.close()
    assert kept == {}


def test_an_output_on_the_context_does_not_outlive_its_run() -> None:
    source = SCALE.replace("ctx.k = k", "ctx.k = k\n        ctx.y = x * k").replace("return inside", "return ctx.y")
    run_program(Request(source + "y = Scale.apply(torch.full((1000,), 3.25, requires_grad=True), 2.0)"))
    gc.collect()
    assert not [item for item in gc.get_objects() if type(item) is Kept and item]
