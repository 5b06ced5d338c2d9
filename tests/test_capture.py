"""The recorder on code as it is written: in-place ops, views, several results, fan-out, broadcasting, dead branches."""

from collections.abc import Callable

import torch
from torch import Tensor

from app.engine.recording.capture import Captured, capture
from app.graph.model import Edge, Node, Step


def leaf(*numbers: float) -> Tensor:
    return torch.tensor(numbers if len(numbers) > 1 else numbers[0], requires_grad=True)


def nodes(captured: Captured, op: str) -> list[Node]:
    assert captured.pass_.graph is not None
    return [node for node in captured.pass_.graph.nodes if node.op == op]


def edges(captured: Captured, *, into: Node) -> list[Edge]:
    assert captured.pass_.graph is not None
    return [edge for edge in captured.pass_.graph.edges if edge.target == into.id]


def contribution(edge: Edge) -> object:
    return edge.contribution.data if edge.contribution else None


def parameters(captured: Captured) -> list[Node]:
    assert captured.pass_.graph is not None
    return [node for node in captured.pass_.graph.nodes if node.kind == "parameter"]


def grad_of(node: Node) -> object:
    return node.grad.data if node.grad else None


def assert_leaves_equal_torch(function: Callable[..., Tensor], *numbers: list[float] | float) -> Captured:
    """The gradients that the graph shows for its leaves are those that torch computes without us."""
    ours = [torch.tensor(number, requires_grad=True) for number in numbers]
    captured = capture(function, *ours)
    theirs = [torch.tensor(number, requires_grad=True) for number in numbers]
    function(*theirs).sum().backward()
    shown = {str(node.value.data if node.value else None): grad_of(node) for node in parameters(captured)}
    assert shown == {str(tensor.tolist()): tensor.grad.tolist() for tensor in theirs if tensor.grad is not None}
    assert captured.unjoined == 0
    return captured


def test_repeated_arguments_keep_an_edge_each() -> None:
    captured = assert_leaves_equal_torch(lambda x: x * x, 3.0)
    (product,) = nodes(captured, "mul")
    assert [(edge.slot, contribution(edge)) for edge in edges(captured, into=product)] == [(0, 3.0), (1, 3.0)]


def test_what_needs_no_gradient_is_in_the_graph() -> None:
    x, y = torch.tensor(2.0), torch.tensor(1.0)
    captured = capture(lambda w: (torch.sigmoid(w * x) - y) ** 2, leaf(3.0))
    assert captured.pass_.graph is not None
    assert [node.kind for node in captured.pass_.graph.nodes].count("constant") == 2


def test_a_number_among_the_arguments_is_a_constant_node() -> None:
    captured = capture(lambda x: 2 - x, leaf(3.0))
    (difference,) = nodes(captured, "rsub")
    assert captured.pass_.graph is not None
    by_id = {node.id: node for node in captured.pass_.graph.nodes}
    read = [by_id[edge.source].value for edge in edges(captured, into=difference)]
    assert [value.data for value in read if value] == [2, 3.0], "in the order in which a person reads 2 - x"


def test_in_place_on_a_plain_tensor() -> None:
    def function(w: Tensor) -> Tensor:
        y = w * 2
        y.add_(1)
        return y * y

    captured = assert_leaves_equal_torch(function, 3.0)
    (added,) = nodes(captured, "add_")
    assert added.value is not None and added.value.data == 7.0
    (doubled, _) = nodes(captured, "mul")
    assert doubled.value is not None and doubled.value.data == 6.0, "the value before the in-place change is kept"


def test_writing_into_a_slice_is_one_node_of_the_base() -> None:
    def function(w: Tensor) -> Tensor:
        v = torch.zeros(2)
        v[0] = w
        v[1] = w * 2
        return v * v

    captured = assert_leaves_equal_torch(function, 3.0)
    first, second = nodes(captured, "copy_")
    assert first.grad_fn == second.grad_fn == "torch::autograd::CopySlices"
    assert second.value is not None and second.value.data == [3.0, 6.0]
    assert first.id in [edge.source for edge in edges(captured, into=second)]


def test_a_view_taken_before_its_base_is_changed() -> None:
    def function(w: Tensor) -> Tensor:
        base = torch.ones(2, 2) * w
        row = base[0]
        base.mul_(2)
        return row.sum()

    captured = assert_leaves_equal_torch(function, 3.0)
    (view,) = nodes(captured, "view")
    assert view.value is not None and view.value.data == [6.0, 6.0]


def test_an_in_place_change_through_a_view_reaches_the_base() -> None:
    def function(w: Tensor) -> Tensor:
        base = w * torch.ones(2, 2)
        base[0].mul_(3)
        return base.sum()

    captured = assert_leaves_equal_torch(function, 2.0)
    (changed,) = nodes(captured, "mul_")
    assert changed.value is not None and changed.value.data == [[6.0, 6.0], [2.0, 2.0]]


def test_several_results_get_a_node_each_when_several_are_used() -> None:
    captured = assert_leaves_equal_torch(lambda x: x.split(1)[0] * x.split(1)[1], [2.0, 5.0])
    assert len(nodes(captured, "split")) == 2
    captured = assert_leaves_equal_torch(lambda x: torch.mul(*x.split(1)), [2.0, 5.0])
    (whole,) = nodes(captured, "split")
    picks = [*nodes(captured, "output 0"), *nodes(captured, "output 1")]
    assert [pick.value.data for pick in picks if pick.value] == [[2.0], [5.0]]
    assert [grad_of(pick) for pick in picks] == [[5.0], [2.0]]
    assert whole.value is None and whole.grad is None


def test_the_greatest_and_its_place() -> None:
    captured = assert_leaves_equal_torch(lambda x: x.max(dim=0).values * 2, [2.0, 5.0])
    (greatest,) = nodes(captured, "max")
    assert greatest.value is not None and (greatest.value.data, greatest.output) == (5.0, 0)


def test_broadcasting_is_summed_after_the_node() -> None:
    captured = assert_leaves_equal_torch(lambda w: w * torch.ones(3, 2), 2.0)
    (product,) = nodes(captured, "mul")
    (edge, _) = edges(captured, into=product)
    assert contribution(edge) == 6.0 and edge.sent_shape == (3, 2)
    assert edge.local is not None and edge.local.shape == (3, 2)


def test_fan_out_adds_up_in_the_engines_order() -> None:
    captured = assert_leaves_equal_torch(lambda x: x * x + x, 3.0)
    (x,) = parameters(captured)
    changes = [change for step in captured.pass_.steps for change in step.changes if change.node == x.id]
    assert [(c.arrived, c.expected, c.value.data) for c in changes if c.value] == [
        (1, 3, 1.0),
        (2, 3, 4.0),
        (3, 3, 7.0),
        (3, 3, 7.0),
    ]


def test_a_dead_branch_is_there_and_not_live() -> None:
    kept = []

    def function(w: Tensor) -> Tensor:
        kept.append(torch.exp(w))
        return w * 3

    captured = assert_leaves_equal_torch(function, 2.0)
    (dead,) = nodes(captured, "exp")
    assert not dead.live and dead.grad is None and dead.requires_grad and dead.grad_fn == "ExpBackward0"


def test_several_roots_start_with_a_seed_each() -> None:
    w = leaf(2.0)
    captured = capture(lambda w: (w * 3, w * w), w)
    seeds = [step for step in captured.pass_.steps if step.kind == "seed"]
    assert len(seeds) == 2 == len(captured.pass_.roots)
    assert w.grad is not None and w.grad.item() == 7.0 == grad_of(parameters(captured)[0])


def test_an_upstream_gradient_starts_the_pass() -> None:
    x, w = leaf(2.0), leaf(3.0)
    captured = capture(torch.mul, x, w, upstream=[torch.tensor(5.0)])
    assert [grad_of(node) for node in parameters(captured)] == [15.0, 10.0]


def test_steps_are_in_the_programs_and_the_engines_order() -> None:
    captured = capture(lambda w: torch.sigmoid(w * 2), leaf(0.5))
    kinds = [(step.phase, step.kind) for step in captured.pass_.steps]
    assert kinds == [
        ("forward", "compute"), ("forward", "compute"),
        ("backward", "seed"), ("backward", "send"), ("backward", "send"), ("backward", "accumulate"),
    ]  # fmt: skip
    assert [step.index for step in captured.pass_.steps] == list(range(6))


def test_hooks_see_what_torch_sees_at_every_node() -> None:
    """Every non-leaf's gradient equals what retain_grad keeps."""
    x = leaf(0.5, -1.0, 2.0)
    made: list[Tensor] = []

    def function(x: Tensor) -> Tensor:
        for operation in (torch.sigmoid, torch.exp, torch.tanh):
            x = operation(x) * x
            x.retain_grad()
            made.append(x)
        return x.sum()

    captured = capture(function, x)
    assert [grad_of(node) for node in nodes(captured, "mul")] == [
        tensor.grad.tolist() for tensor in made if tensor.grad is not None
    ]


def test_many_ops_in_a_row_need_no_recursion() -> None:
    def chain(x: Tensor) -> Tensor:
        for _ in range(60_000):
            x = torch.sin(x)
        return x

    captured = capture(chain, leaf(0.5))
    assert captured.autograd_nodes == 60_001 and captured.unjoined == 0


def test_a_second_capture_of_the_same_code_is_the_same() -> None:
    def function(w: Tensor) -> Tensor:
        return torch.softmax(w, 0).max()

    assert capture(function, leaf(1.0, 2.0)).pass_ == capture(function, leaf(1.0, 2.0)).pass_


def test_reused_tensors_do_not_remember_an_earlier_capture() -> None:
    w = leaf(2.0)
    capture(lambda w: w * 3, w)
    captured = capture(lambda w: w * 4, w)
    assert len(nodes(captured, "mul")) == 1
    assert grad_of(parameters(captured)[0]) == 7.0, "torch's .grad adds up"


def steps_of(captured: Captured, kind: str) -> list[Step]:
    return [step for step in captured.pass_.steps if step.kind == kind]


def test_accumulation_says_what_was_there_before() -> None:
    w = leaf(2.0)
    capture(lambda w: w * 3, w)
    (step,) = steps_of(capture(lambda w: w * 4, w), "accumulate")
    (change,) = step.changes
    assert change.before is not None and change.value is not None
    assert (change.before.data, change.value.data) == (3.0, 7.0)
