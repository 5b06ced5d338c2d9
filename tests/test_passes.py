"""Every backward pass is a pass of the run: recorded or counted, with what was written to the leaves after it."""

import math

import pytest
import torch

from app.engine.limits import Limits
from app.engine.optim.optimizers import OPTIMIZERS as OPTIMIZER_KINDS
from app.engine.run import run_program
from app.graph.model import Pass, Request, Run, Step
from tests.plain_python import run_plainly

LINE = """
w = torch.tensor(1.0, requires_grad=True)
for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]:
    loss = (x * w - y) ** 2
    loss.backward()
    {update}
    {zero}
"""
WRITTEN = {
    "data minus": ("w.data = w.data - 0.01 * w.grad.data", 6),
    "data in place": ("w.data -= 0.01 * w.grad", 6),
    "sub_": ("w.data.sub_(0.01 * w.grad)", 6),
    "no_grad": ("with torch.no_grad(): w -= 0.01 * w.grad", 6),
    "rebound": ("w = (w - 0.01 * w.grad).detach().requires_grad_()", 6),
}


def _run(source: str, **request: object) -> Run:
    run = run_program(Request(source, **request))  # type: ignore[arg-type]
    assert run.error is None, run.error
    return run


def _updates(pass_: Pass) -> list[Step]:
    return [step for step in pass_.steps if step.phase == "update"]


def _weights() -> list[float]:
    """What plain torch makes of it: w before the first pass and after every update."""
    w = torch.tensor(1.0, requires_grad=True)
    found = [w.item()]
    for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]:
        loss = (x * w - y) ** 2
        loss.backward()
        assert w.grad is not None
        w.data = w.data - 0.01 * w.grad.data
        w.grad.zero_()
        found.append(w.item())
    return found


@pytest.mark.parametrize(("update", "line"), WRITTEN.values(), ids=WRITTEN)
def test_the_update_is_told_with_its_line_and_its_numbers(update: str, line: int) -> None:
    zero = "pass" if "detach()" in update else "w.grad.zero_()"
    run = _run(LINE.format(update=update, zero=zero).lstrip("\n").replace("w = torch", "\nw = torch", 1))
    passes = run.passes if "detach()" not in update else run.passes[:2]  # no later pass shows what w became last
    for pass_, before, after in zip(passes, _weights(), _weights()[1:], strict=False):
        (step,) = _updates(pass_)
        (change,) = step.changes
        assert (step.kind, change.field, step.by) == ("write", "value", None)
        assert step.span is not None and step.span.line == line
        assert change.before is not None and change.value is not None
        assert (change.before.data, change.value.data) == (before, after)


def test_the_last_recorded_pass_shows_its_update_too() -> None:
    source = LINE.format(update="w.data -= 0.01 * w.grad", zero="w.grad.zero_()")
    run = run_program(Request(source), Limits(passes_recorded=1))
    assert [pass_.graph is not None for pass_ in run.passes] == [True, False, False]
    assert [len(_updates(pass_)) for pass_ in run.passes] == [1, 0, 0]


@pytest.mark.parametrize("index", [1, 2])
def test_a_pass_that_is_asked_for_shows_the_same_as_when_all_are_recorded(index: int) -> None:
    source = LINE.format(update="w.data -= 0.01 * w.grad", zero="w.grad.zero_()")
    alone, whole = _run(source, record=index).passes[index], _run(source).passes[index]
    assert alone.steps == whole.steps
    assert alone.graph is not None and whole.graph is not None
    assert [node.value for node in alone.graph.nodes] == [node.value for node in whole.graph.nodes]


def test_later_passes_are_recorded_evenly_and_ever_fewer() -> None:
    source = (
        "w = param(1.0)\nfor i in range(500):\n    (w * w).backward()\n    w.data -= 0.001 * w.grad\n    w.grad = None"
    )
    run = run_program(Request(source), Limits(passes_recorded=5))
    recorded = [pass_.index for pass_ in run.passes if pass_.graph is not None]
    assert recorded == [0, 1, 2, 3, 4, *range(40, 500, 40)]
    for index in (80, 480):
        alone = run_program(Request(source, record=index), Limits(passes_recorded=5)).passes[index]
        assert alone.graph is not None and run.passes[index].steps == alone.steps


def test_what_nobody_wrote_is_no_update() -> None:
    run = _run("w = param(1.0)\nfor i in range(3):\n    (w * w).backward()\n    w.data += 0\n    w.grad = None")
    assert not any(_updates(pass_) for pass_ in run.passes)


GRADS = {
    "one": ("x = param(3.0)\ny = x ** 3\ng, = torch.autograd.grad(y, x)\nprint(g.item())", 1),
    "two inputs": (
        "x = param(3.0)\nz = param(2.0)\ng = torch.autograd.grad(x * z, [x, z])\nprint(g[0].item(), g[1].item())",
        1,
    ),
    "twice": (
        "x = param(3.0)\ny = x ** 3\ng, = torch.autograd.grad(y, x, create_graph=True)\n"
        "h, = torch.autograd.grad(g, x)\nprint(g.item(), h.item(), x.grad)",
        2,
    ),
    "of a node": ("x = param(3.0)\nh = x * 2\ny = h ** 2\ng, = torch.autograd.grad(y, h)\nprint(g.item())", 1),
    "unused": (
        "x = param(3.0)\nz = param(1.0)\ny = x * 2\nprint(torch.autograd.grad(y, [x, z], allow_unused=True)[1])",
        1,
    ),
    "upstream": (
        "x = param([1.0, 2.0])\ny = x * x\n"
        "print(torch.autograd.grad(y, x, grad_outputs=torch.tensor([1.0, 0.5]))[0].tolist())",
        1,
    ),
    "backward with create_graph": (
        "x = param(2.0)\ny = x ** 3\ny.backward(create_graph=True)\ng = x.grad.clone()\nx.grad = None\n"
        "g.backward()\nprint(g.item(), x.grad.item())",
        2,
    ),
    "two roots": (
        "x = param(2.0)\na = x * 3\nb = x * x\ntorch.autograd.backward([a, b])\nprint(x.grad.item())",
        1,
    ),
    "backward into some leaves": (
        "x = param(2.0)\nz = param(4.0)\n(x * z).backward(inputs=[x])\nprint(x.grad, z.grad)",
        1,
    ),
}


@pytest.mark.parametrize(("source", "count"), GRADS.values(), ids=GRADS)
def test_grad_gives_what_torch_gives(source: str, count: int) -> None:
    run = _run(source)
    last = "last = torch.ones(1, requires_grad=True).sum()"
    assert run.printed == run_plainly(f"{source}\n{last}").printed
    assert len(run.passes) == count


def test_a_second_derivative_is_a_walk_through_the_first() -> None:
    source = (
        "x = param(0.5)\ny = x.sin()\ng, = torch.autograd.grad(y, x, create_graph=True)\nh, = torch.autograd.grad(g, x)"
    )
    first, second = _run(source).passes
    assert first.steps[-1].kind == second.steps[-1].kind == "return"
    change, again = first.steps[-1].changes[0].value, second.steps[-1].changes[0].value
    assert change is not None and math.isclose(change.data, math.cos(0.5), rel_tol=1e-6)
    assert again is not None and math.isclose(again.data, -math.sin(0.5), rel_tol=1e-6)
    assert second.graph is not None
    assert {node.op for node in second.graph.nodes if node.kind == "op"} >= {"cos", "mul"}
    assert "backward" in {group.kind for group in second.graph.groups}


def test_a_long_evaluation_after_the_last_pass_is_no_error() -> None:
    source = "w = param(1.0)\n(w * w).backward()\nfor i in range(200):\n    y = w * i\nprint(y.item())"
    run = run_program(Request(source), Limits(recorded_nodes=50))
    assert run.error is None and run.printed == "199.0\n"


def test_a_pass_that_is_too_large_is_counted_and_the_next_one_recorded() -> None:
    source = (
        "w = param(1.0)\nfor n in [1, 100, 1]:\n    y = w\n    for i in range(n):\n        y = y * 1.01\n"
        "    y.backward()\nprint(w.grad.item())"
    )
    run = run_program(Request(source), Limits(recorded_nodes=60))
    assert run.error is None, run.error
    assert [pass_.graph is not None for pass_ in run.passes] == [True, False, True]


@pytest.mark.parametrize(
    "source",
    ["x = torch.zeros(2000, 2000)[:, :, None] * torch.zeros(10)", "torch.zeros(1).expand(5_000_000)"],
)
@pytest.mark.parametrize("before", ["", "w = param(1.0)\n(w * w).backward()\n"], ids=["recorded", "not recorded"])
def test_sizes_are_held_to_the_limit_whether_recorded_or_not(source: str, before: str) -> None:
    error = run_program(Request(before + source), Limits(passes_recorded=1)).error
    assert error is not None and error.code == "limit", error


def test_modules_are_groups_within_groups() -> None:
    source = (
        "net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))\nloss = net(torch.ones(4, 2)).sum()\n"
        "loss.backward()"
    )
    (pass_,) = _run(source).passes
    assert pass_.graph is not None
    groups = {group.label: group for group in pass_.graph.groups if group.kind == "module"}
    assert set(groups) == {"net · Sequential", "0 · Linear", "1 · ReLU", "2 · Linear"}
    assert groups["0 · Linear"].parent == groups["net · Sequential"].id
    names = [node.name for node in pass_.graph.nodes if node.kind == "parameter"]
    assert names == ["0.weight", "0.bias", "2.weight", "2.bias"]


def test_series_follow_the_loss_and_every_small_parameter() -> None:
    source = (
        "x = param([1.0, 2.0])\nbig = torch.ones(10, requires_grad=True)\nfor i in range(30):\n"
        "    loss = (x ** 2).sum() + big.sum()\n    loss.backward()\n    x.data -= 0.1 * x.grad\n    x.grad = None\n"
        "    big.grad = None"
    )
    x, losses, entries = torch.tensor([1.0, 2.0], requires_grad=True), [], []
    for _ in range(30):
        loss = (x**2).sum() + torch.ones(10).sum()
        (gradient,) = torch.autograd.grad(loss, x)
        losses.append(loss.item())
        entries.append((*x.tolist(), *gradient.tolist()))
        x = (x - 0.1 * gradient).detach().requires_grad_()
    found = {(series.kind, series.name): series for series in _run(source).series}
    assert found["loss", "loss"].values == tuple(losses)
    for place, key in enumerate(
        [("parameter", "x[0]"), ("parameter", "x[1]"), ("gradient", "x[0]"), ("gradient", "x[1]")]
    ):
        assert found[key].values == pytest.approx([row[place] for row in entries])  # type: ignore[index]
        assert found[key].passes == tuple(range(30))  # type: ignore[index]
    assert found["gradient-norm", "big"].values == pytest.approx([math.sqrt(10)] * 30)


def test_a_long_series_keeps_its_peaks() -> None:
    source = "w = param(0.0)\nfor i in range(6000):\n    (w * (1000 if i == 4321 else 1) + i % 2).backward()"
    run = run_program(Request(source.replace("w * (", "(w + 1) * (")))
    loss = next(series for series in run.series if series.kind == "loss")
    assert len(loss.values) <= 4000 and max(loss.values) == 1001.0  # type: ignore[type-var]
    assert 4321 in loss.passes


OPTIMIZERS = [name for name in OPTIMIZER_KINDS if name not in ("Optimizer", "LBFGS")]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_step_of_an_optimizer_is_told_with_its_name(name: str) -> None:
    source = (
        f"x = param([1.0, -2.0])\nopt = torch.optim.{name}([x], lr=0.1)\nfor i in range(3):\n    opt.zero_grad()\n"
        "    (x ** 2).sum().backward()\n    opt.step()"
    )
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = vars(torch.optim)[name]([x], lr=0.1)
    for pass_ in _run(source).passes:
        before = x.tolist()
        optimizer.zero_grad()
        (x**2).sum().backward()
        optimizer.step()
        (step,) = _updates(pass_)
        assert (step.by, step.span and step.span.line) == (name, 6)
        assert step.changes[0].before is not None and step.changes[0].value is not None
        assert (step.changes[0].before.data, step.changes[0].value.data) == (before, x.tolist())


def test_an_optimizer_that_calls_back_is_told_too() -> None:
    source = (
        "x = param([1.0, -2.0])\nopt = torch.optim.LBFGS([x])\ndef closure():\n    opt.zero_grad()\n"
        "    loss = (x ** 2).sum()\n    loss.backward()\n    return loss\nopt.step(closure)"
    )
    first = _run(source).passes[0]
    (step,) = _updates(first)
    assert step.by == "LBFGS" and first.graph is not None and first.graph.nodes


def test_the_learning_rate_is_a_series() -> None:
    source = (
        "x = param(1.0)\nopt = torch.optim.SGD([x], lr=0.1)\n"
        "schedule = torch.optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.5)\nfor i in range(4):\n"
        "    (x ** 2).backward()\n    opt.step()\n    schedule.step()"
    )
    rate = next(series for series in _run(source).series if series.kind == "learning-rate")
    assert rate.values == (0.1, 0.1, 0.05, 0.05)


def test_a_tensor_changed_in_place_goes_on_as_what_it_became() -> None:
    (pass_,) = _run("w = param(2.0)\ny = torch.ones(2)\ny.mul_(3)\ny[0] = 5\nz = (y * w).sum()\nz.backward()").passes
    assert pass_.graph is not None
    nodes = {node.id: node for node in pass_.graph.nodes}
    assert [node.kind for node in pass_.graph.nodes].count("input") == 1
    product = next(edge for edge in pass_.graph.edges if nodes[edge.target].op == "mul")
    assert nodes[product.source].kind == "op" and nodes[product.source].name == "y"


def test_a_loop_over_the_parameters_does_not_rename_them() -> None:
    source = (
        "a = param(1.0)\nb = param(2.0)\nfor i in range(3):\n    loss = a * b\n    loss.backward()\n"
        "    for p in (a, b):\n        p.data -= 0.1 * p.grad\n        p.grad = None"
    )
    for pass_ in _run(source).passes:
        assert pass_.graph is not None
        assert [node.name for node in pass_.graph.nodes if node.kind == "parameter"] == ["a", "b"]
        assert len(_updates(pass_)) == 2


@pytest.mark.parametrize("start", ["1.0", "[1.0, 2.0]", "[[1.0] * 5] * 5"])
@pytest.mark.parametrize("update", ["data minus", "data in place", "no_grad"])
def test_a_leaf_that_was_written_to_stands_where_it_was_written(start: str, update: str) -> None:
    source = LINE.replace("tensor(1.0", f"tensor({start}").replace("** 2", "** 2).sum()").replace("(x * w", "((x * w")
    run = _run(source.format(update=WRITTEN[update][0], zero="w.grad.zero_()"))
    for later in run.passes[1:]:
        assert later.graph is not None
        (leaf,) = (node for node in later.graph.nodes if node.kind == "parameter")
        assert leaf.span is not None and (leaf.span.line, leaf.group) == (WRITTEN[update][1], None)
