"""From request to Run: what is asked for is differentiated, what fails shows how far it came."""

from typing import Any

import msgspec
import pytest

from app.engine.limits import Limits
from app.engine.run import run_program
from app.errors import RequestError
from app.graph.model import Node, Request, Run


def node(run: Run, name: str, pass_index: int = -1) -> Node:
    graph = run.passes[pass_index].graph
    assert graph is not None
    return next(node for node in reversed(graph.nodes) if name in node.names)


def grad(run: Run, name: str, pass_index: int = -1) -> Any:
    value = node(run, name, pass_index).grad
    return value.data if value else None


def test_a_bare_expression_is_a_program() -> None:
    run = run_program(Request("(x*w - y)**2", inputs={"x": 2.0}))
    assert run.source == "x = param(2.0)\nw = param(1.0)\ny = param(1.0)\n(x*w - y)**2"
    assert run.added == ("x", "w", "y")
    assert [grad(run, name) for name in run.added] == [2.0, 4.0, -2.0]


def test_the_last_number_is_differentiated_when_nothing_else_is() -> None:
    run = run_program(Request("w = param(3.0)\na = w*2\nloss = a**2\nv = param([1.0, 2.0])\nq = v*2"))
    assert run.passes[0].root == node(run, "loss").id
    assert grad(run, "w") == 24.0


def test_another_root_and_its_upstream_gradient() -> None:
    source = "w = param(3.0)\na = w*2\nloss = a**2"
    run = run_program(Request(source, root="a", upstream=10))
    assert (grad(run, "w"), grad(run, "a"), grad(run, "loss")) == (20.0, 10.0, None)
    assert run.passes[-1].root == node(run, "a").id


def test_a_root_replaces_what_the_program_differentiates() -> None:
    run = run_program(Request("w = param(3.0)\na = w*2\nloss = a**2\nloss.backward()", root="a"))
    assert len(run.passes) == 1
    assert grad(run, "w") == 2.0


@pytest.mark.parametrize("root", ["nothing", "n1", "param"])
def test_an_unknown_root_is_refused(root: str) -> None:
    with pytest.raises(RequestError):
        run_program(Request("w = param(3.0)\nw*2", root=root))


def test_upstream_in_the_wrong_shape_is_refused() -> None:
    run = run_program(Request("w = param([3.0, 1.0])\na = w*2", root="a", upstream=[1.0, 2.0, 3.0]))
    assert run.error is not None and run.error.code == "upstream"


def test_a_failing_program_keeps_the_graph_up_to_there() -> None:
    run = run_program(Request("w = param(3.0)\na = w*2\nb = a + missing\nc = b"))
    assert run.error is not None and run.error.span is not None
    assert (run.error.code, run.error.span.line, run.error.span.column) == ("undefined-name", 3, 9)
    value = node(run, "a").value
    assert value is not None and value.data == 6.0
    assert node(run, "a").grad_fn == "MulBackward0"
    assert [step.kind for step in run.passes[0].steps] == ["compute"]


def test_each_backward_is_a_pass_with_its_own_graph() -> None:
    source = "w = param(1.0)\nfor i in range(3):\n    loss = (w * 2 - 1)**2\n    loss.backward()\n    print(w.grad)"
    run = run_program(Request(source))
    assert [grad(run, "w", index) for index in range(3)] == [4.0, 8.0, 12.0]
    assert run.printed == "tensor(4.)\ntensor(8.)\ntensor(12.)\n"
    assert run.series[0].values == (1.0, 1.0, 1.0)
    graph = run.passes[1].graph
    assert graph is not None and [group.label for group in graph.groups] == ["i = 1"]


def test_passes_beyond_the_limit_are_counted_and_run() -> None:
    source = "w = param(1.0)\nfor i in range(5):\n    loss = w * 2\n    loss.backward()\nprint(w.grad)"
    run = run_program(Request(source), Limits(passes_recorded=2))
    assert [pass_.graph is not None for pass_ in run.passes] == [True, True, False, False, False]
    assert run.printed == "tensor(10.)\n"


def test_a_composite_is_a_group() -> None:
    run = run_program(Request("x = param([[1.0, 2.0]])\nloss = F.cross_entropy(x, torch.tensor([1]))"))
    graph = run.passes[0].graph
    assert graph is not None
    (group,) = graph.groups
    assert (group.kind, group.label) == ("composite", "cross_entropy")
    assert [node.op for node in graph.nodes if node.group == group.id] == ["log_softmax", "nll_loss"]


def test_random_numbers_repeat_with_the_seed() -> None:
    source = "x = torch.randn(3)\nprint(x)"
    assert run_program(Request(source)) == run_program(Request(source))
    assert run_program(Request(source)).printed != run_program(Request(source, seed=1)).printed
    assert (
        run_program(Request("torch.manual_seed(1)\n" + source)).printed == run_program(Request(source, seed=1)).printed
    )


def test_the_same_request_gives_the_same_bytes() -> None:
    request = Request(
        "x = torch.randn(4, 3)\nw = param([[1.0], [2.0], [3.0]])\nloss = F.mse_loss(x @ w, torch.ones(4, 1))"
    )
    assert msgspec.json.encode(run_program(request)) == msgspec.json.encode(run_program(request))


def test_not_a_number_survives_json() -> None:
    run = run_program(Request("w = param([0.0, 1.0])\ny = (1 / w).log()\nz = (w / w).sum()"))
    again = msgspec.json.decode(msgspec.json.encode(run), type=Run)
    assert again == run
    value = node(again, "y").value
    assert value is not None and value.data == ["inf", 0.0]
    assert run.notes[0].code == "bad-number"


@pytest.mark.parametrize(
    ("source", "limits", "code"),
    [
        ("x = torch.zeros(101)", Limits(tensor_numbers=100), "limit"),
        ("x = torch.ones(10, 1) + torch.ones(1, 11)", Limits(tensor_numbers=100), "limit"),
        ("x = param(1.0)\nfor i in range(20):\n    x = x * 2", Limits(recorded_nodes=10), "limit"),
        ("w = param(1.0)\nfor i in range(5):\n    (w*2).backward()", Limits(passes=3), "limit"),
        ("for i in range(100):\n    print(i)", Limits(printed_bytes=50), "limit"),
        ("x = 1\n" * 20, Limits(source_bytes=50), "limit"),
        ("x = 1\n" * 20, Limits(syntax_nodes=20), "limit"),
        ("x = 2**10**6", Limits(), "limit"),
        ("x = [0] * 10**8", Limits(), "limit"),
    ],
)
def test_limits_are_kept(source: str, limits: Limits, code: str) -> None:
    run = run_program(Request(source), limits)
    assert run.error is not None and run.error.code == code
    assert run.error.hint is not None


def test_what_a_program_changes_is_gone_with_it() -> None:
    run_program(Request("torch = 1\nsigmoid = 2\ntorch2 = 3\nx = torch"))
    run = run_program(Request("w = param(0.0)\ny = torch.sigmoid(w) + sigmoid(w)"))
    assert run.error is None and grad(run, "w") == 0.5


def test_a_program_without_gradients_shows_its_values() -> None:
    run = run_program(Request("x = tensor([1.0, 2.0])\ny = x * 2"))
    assert run.passes[0].root is None
    value = node(run, "y").value
    assert value is not None and value.data == [2.0, 4.0]


TRAINING = """
w = torch.tensor([1.0, -2.0], requires_grad=True)
x = torch.randn(3, 2)
目标 = torch.randn(3)
for epoch in range(30):
    预测 = x @ w
    loss = ((预测 - 目标) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
    print(epoch, loss.item())
print(w)
"""


@pytest.mark.parametrize("index", [1, 7, 19, 20, 29])
def test_any_pass_can_be_recorded_alone_with_the_same_numbers(index: int) -> None:
    whole = run_program(Request(TRAINING), Limits(passes_recorded=100))
    alone = run_program(Request(TRAINING, record=index))
    assert [pass_.graph is not None for pass_ in alone.passes] == [place == index for place in range(30)]
    assert alone.printed == whole.printed
    for name in ("w", "预测", "loss"):
        ours, theirs = node(alone, name, index), node(whole, name, index)
        assert (ours.value, ours.grad, ours.grad_fn) == (theirs.value, theirs.grad, theirs.grad_fn)
    kinds = [(step.phase, step.kind) for step in alone.passes[index].steps]
    assert kinds == [(step.phase, step.kind) for step in whole.passes[index].steps]


def test_a_leaf_is_one_node_in_every_pass() -> None:
    run = run_program(Request(TRAINING))
    for pass_ in run.passes[:20]:
        assert pass_.graph is not None
        assert [node.kind for node in pass_.graph.nodes if "w" in node.names] == ["parameter"]
        assert {node.kind for node in pass_.graph.nodes if node.live} == {"op", "parameter"}


def test_a_tensor_of_an_earlier_pass_keeps_its_edges() -> None:
    run = run_program(
        Request("w = param(2.0)\nh = w * 3\na = h * h\na.backward(retain_graph=True)\nb = h * w\nb.backward()")
    )
    graph = run.passes[1].graph
    assert graph is not None
    h = node(run, "h", 1)
    assert len([edge for edge in graph.edges if edge.target == h.id]) == 2
    assert grad(run, "w", 1) == 36.0 + 12.0


def test_steps_never_read_what_has_no_value_yet() -> None:
    run = run_program(Request("x = param([1.0, 2.0, 3.0])\ny = x.clone()\nv = y[0:2]\ny.mul_(2)\ns = (v * 3).sum()"))
    (pass_,) = run.passes
    assert pass_.graph is not None
    known = {node.id for node in pass_.graph.nodes if node.kind != "op"}
    sources = {edge.id: edge.source for edge in pass_.graph.edges}
    for step in pass_.steps:
        if step.kind == "compute":
            assert {sources[edge] for edge in step.edges} <= known
            known |= {change.node for change in step.changes}
