"""The inspector shows what torch itself holds, of any node, in any window; a note says where numbers first go bad."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.studies.inspection.inspection import inspect
from app.errors import RequestError
from app.graph.inspection import Aim, Field, Inspection, Window
from app.graph.model import Note, Request
from app.graph.numbers import exact
from app.main import create_app
from app.web import token
from app.web.questions.inspect_api import EXAMPLE

LARGE = (
    "torch.manual_seed(3)\nx = torch.randn(64, 1000, requires_grad=True)\nfor i in range(3):\n"
    "    y = (x * (i + 2))[:, :500]\n    (y ** 2).sum().backward()\n    x.grad = None if i < 2 else x.grad\n"
)
ALL = Window()


def seen(source: str, node: str, field: Field = "value", window: Window = ALL, index: int = 0) -> Inspection:
    return inspect(Request(source), Aim(index, node, field, window), Limits())


def large(index: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The value of x and its gradient in a pass, by plain torch."""
    torch.manual_seed(3)
    x = torch.randn(64, 1000, requires_grad=True)
    ((x * (index + 2))[:, :500] ** 2).sum().backward()
    assert x.grad is not None
    return x.detach(), x.grad


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("field", ["value", "gradient"])
def test_a_window_of_a_large_tensor_holds_the_exact_numbers(index: int, field: Field) -> None:
    found = seen(LARGE, "x", field, Window(60, 495, 10, 8), index)
    expected = large(index)[field == "gradient"]
    assert found.window == Window(60, 495, 4, 8)
    assert torch.equal(torch.tensor(found.numbers), expected[60:64, 495:503])
    assert (found.rows, found.columns, found.dtype) == (64, 1000, "float32")


def test_blocks_are_means_and_the_rest_is_of_the_whole_tensor() -> None:
    found = seen(LARGE, "x", window=Window(0, 0, 63, 999))
    x = large(0)[0].double()
    assert found.numbers is None
    assert (found.block_rows, found.block_columns) == (2, 21)
    for row, numbers in enumerate(found.blocks):
        for column, number in enumerate(numbers):
            block = x[:63, :999][2 * row : 2 * row + 2, 21 * column : 21 * column + 21]
            assert number == pytest.approx(float(block.mean()), abs=1e-12)
    assert found.stats is not None and found.histogram is not None
    assert found.stats.mean == pytest.approx(float(x.mean()))
    assert found.largest == float(x.abs().max())
    assert sum(found.histogram.counts) == 64_000
    assert (found.histogram.low, found.histogram.high) == (float(x.min()), float(x.max()))


def test_a_tensor_of_a_million_numbers_is_read_by_windows() -> None:
    source = "x = torch.arange(1000000.).reshape(1000, 1000).requires_grad_()\n(x * 2).sum().backward()"
    assert seen(source, "x", window=Window(999, 998)).numbers == ((999998.0, 999999.0),)


@pytest.mark.parametrize(
    ("source", "node", "numbers"),
    [
        ("x = param(3.0)\ny = x * 2", "y", ((6.0,),)),
        ("x = param([1.0, 0.0])\ny = (1 / x).sum()", "n1", ((1.0, "inf"),)),
        ("x = torch.tensor([[1, 2], [3, 4]])\nw = param(1.0)\n(w * x).sum().backward()", "x", ((1, 2), (3, 4))),
        ("x = torch.zeros(0, 3, requires_grad=True)\nx.sum().backward()", "x", ((),)),
        ("x = torch.ones(2, 2, 2, requires_grad=True)\nx.sum().backward()", "x", ((1.0, 1.0),) * 4),
    ],
)
def test_small_tensors_of_every_kind(source: str, node: str, numbers: Any) -> None:
    assert seen(source, node).numbers == numbers


FACTS = {
    "leaf": ("x = param([1.0, 2.0])\nx.sum().backward()", "x", "A leaf"),
    "no leaf": (
        "x = param([1.0, 2.0])\ny = x * 2\ny.sum().backward()",
        "y",
        "drops its .grad unless you call retain_grad",
    ),
    "no gradient": ("x = param(1.0)\nc = torch.ones(2)\n(x * c).sum().backward()", "c", "does not require grad"),
    "not reached": ("x = param(1.0)\nv = x * 2\n(x * v.detach()).backward()", "v", "no gradient reaches it"),
    "view": ("x = param([1.0, 2.0])\ny = x * 2\nz = y.view(2, 1)\nz.sum().backward()", "z", "A view of y"),
    "in place": (
        "x = param([1.0, 2.0])\ny = x * 2\ny.add_(1)\ny.mul_(3)\ny.sum().backward()",
        "y",
        "changed in place 2",
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_facts_in_a_sentence(name: str) -> None:
    source, node, words = FACTS[name]
    assert words in " ".join(fact.text for fact in seen(source, node).facts)


NETWORK = "x = tensor([[1.0, 2.0]])\nw = param([[0.5], [0.1]])\nh = sigmoid(x @ w)\nz = x @ w\n"
SAVED: dict[str, tuple[str, str, list[tuple[str, str | None]]]] = {
    # what torch has saved, and the name of the node that it is
    "result": (NETWORK + "loss = h.sum() + z.sum()", "h", [("result", "h")]),
    "an argument": (NETWORK + "loss = h.sum() + z.sum()", "z", [("self", "x")]),
    "both": ("a = param([1.0, 2.0])\nb = param([3.0, 4.0])\nc = a * b\nc.sum()", "c", [("other", "b"), ("self", "a")]),
    "nothing": ("a = param([1.0, 2.0])\nc = a + 1\nc.sum()", "c", []),
    "a leaf": ("a = param([1.0, 2.0])\n(a * a).sum()", "a", []),
    "a tensor of no node": (
        "x = torch.randn(4, 2, requires_grad=True)\ny = nn.BatchNorm1d(2, affine=False)(x)\n(y ** 2).sum()",
        "y",
        [("input", "x"), ("result1", None), ("result2", None), ("running_mean", "…"), ("running_var", "…")],
    ),
    "a custom function": (
        "class Double(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, a):\n"
        "        ctx.save_for_backward(a)\n        return a * 2\n    @staticmethod\n    def backward(ctx, g):\n"
        "        return g * 2\nx = param([1.0, 2.0])\ny = Double.apply(x)\ny.sum()",
        "y",
        [("saved_tensors[0]", "x")],
    ),
}


@pytest.mark.parametrize("name", SAVED)
def test_the_saved_tensors_are_those_that_torch_keeps(name: str) -> None:
    source, node, expected = SAVED[name]
    graph = run_program(Request(source)).passes[0].graph
    assert graph is not None
    names = {each.id: each.name or "…" for each in graph.nodes}
    found = seen(source, node).saved
    assert [(saved.name, None if saved.node is None else names[saved.node]) for saved in found] == expected
    values = {each.id: each.value for each in graph.nodes}
    nodes = [saved for saved in found if saved.node is not None and not saved.name.startswith("running")]
    assert all(saved.value == values[saved.node or ""] for saved in nodes)
    (shown,) = [each for each in graph.nodes if each.id == seen(source, node).node]
    assert list(shown.saved) == [saved.name for saved in found]


def test_a_saved_number_of_the_program_is_its_node() -> None:
    source = "x = param([1.0, 2.0])\ny = x * 3.0\ny.sum().backward()"
    (saved,) = seen(source, "y").saved
    graph = run_program(Request(source)).passes[0].graph
    assert graph is not None and saved.value.data == 3.0
    assert saved.node in [node.id for node in graph.nodes if node.value is not None and node.value.data == 3.0]


def test_large_saved_tensors_are_told_by_their_statistics() -> None:
    saved = {each.name: each for each in seen(LARGE, "n4", index=1).saved}
    assert list(saved) == ["self"]
    assert saved["self"].value.shape == (64, 500) and saved["self"].value.data is None


def test_sequence_numbers_count_the_autograd_nodes_of_the_run() -> None:
    """torch goes back in the opposite order; a pass that is recorded by itself has the same numbers."""
    source = (
        "w = param(2.0)\nfor i in range(4):\n    a = w * 3\n    b = w * 5\n    loss = a + b\n    loss.backward()\n"
        "    w.grad = None"
    )
    run = run_program(Request(source))
    last = run.passes[3].graph
    assert last is not None
    assert [node.sequence for node in last.nodes if node.grad_fn] == [9, 10, 11]
    alone = run_program(Request(source, record=3)).passes[3].graph
    assert alone is not None
    assert [node.sequence for node in alone.nodes] == [node.sequence for node in last.nodes]
    order = [step.node for step in run.passes[3].steps if step.kind == "send"]
    numbers = {node.id: node.sequence for node in last.nodes}
    assert [numbers[node] for node in order] == [11, 10, 9]
    assert all(node.sequence is None for node in last.nodes if not node.grad_fn)


@pytest.mark.parametrize(
    ("aim", "code"),
    [
        (Aim(0, "nobody"), "node"),
        (Aim(0, "n99"), "node"),
        (Aim(9, "x"), "pass"),
        (Aim(0, "x", window=Window(64, 0)), "window"),
        (Aim(0, "n1", "gradient"), "node"),
    ],
)
def test_what_is_not_there_is_refused(aim: Aim, code: str) -> None:
    with pytest.raises(RequestError) as caught:
        inspect(Request(LARGE), aim, Limits())
    assert caught.value.problem.code == code


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), base_url="http://localhost") as client:
        yield client


def test_the_api_answers_its_own_example(client: TestClient) -> None:
    posted = client.post("/api/v1/inspect", json=EXAMPLE)
    assert posted.status_code == 200
    assert posted.json()["numbers"] == [[6.0, 8.0]]
    link = token.encode(Request(EXAMPLE["source"]))
    query = {"p": link, "node": "x", "of": "gradient", "row": "1", "rows": "1", "columns": "2"}
    assert client.get("/api/v1/inspect", params=query).json() == posted.json()


@pytest.mark.parametrize("query", ["node=x&of=colour", "node=x&row=-1", "node=x&rows=many"])
def test_a_wrong_address_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/p/{token.encode(Request(LARGE))}/inspect?{query}").status_code in (404, 422)


def test_the_page_goes_from_the_heatmap_down_to_the_numbers(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(LARGE))}/inspect"
    whole = client.get(f"{address}?node=x").text
    assert 'class="heat"' in whole and "row=8&amp;column=" in whole
    close = client.get(f"{address}?node=x&row=3&column=7&rows=2&columns=2").text
    assert 'class="heat"' not in close
    assert f">{exact(large(0)[0][3, 7].item(), 'float32')}</td>" in close


def test_the_page_lists_the_saved_tensors_and_leads_to_them(client: TestClient) -> None:
    source = "x = tensor([[1.0, 2.0]])\nw = param([[0.5], [0.1]])\nh = sigmoid(x @ w)\nloss = (h * x).sum()"
    page = client.get(f"/p/{token.encode(Request(source))}/inspect?node=h").text
    assert "Saved for the backward pass" in page and "this node itself" in page
    other = client.get(f"/p/{token.encode(Request(source))}/inspect?node=x").text
    assert "Saved for the backward pass" not in other
    step = client.get(f"/p/{token.encode(Request(source))}?step=3&detail=everything").text
    assert "sequence number" in step and "saved tensors" in step


def test_the_table_of_variables_leads_to_the_inspector(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(LARGE))}?pass=1").text
    assert 'form="inspecting" name="node"' in page
    assert '<input type="hidden" name="pass" value="1">' in page


MASK = "m = torch.tensor([True, True])\n"
BAD: dict[str, tuple[str, str, int]] = {
    "log of 0": ("x = param([0.0, 1.0])\ny = torch.log(x)\ny.sum().backward()", "log of 0 is -inf", 2),
    "log below 0": ("x = param([-2.0, 1.0])\ntorch.log(x).sum().backward()", "log of -2 is NaN", 2),
    "1 / 0": ("x = param([0.0, 1.0])\ny = 1 / x\ny.sum().backward()", "1 / 0 is inf", 2),
    "0 / 0": ("x = param([0.0, 1.0])\ny = x / torch.tensor([0.0, 1.0])\ny.sum().backward()", "0 / 0 is nan", 2),
    "root below 0": ("x = param([-1.0, 4.0])\ntorch.sqrt(x).sum().backward()", "sqrt of -1 is NaN", 2),
    "exp overflows": ("x = param([1000.0, 1.0])\ne = torch.exp(x)\n(e / e.sum()).sum().backward()", "exp of 1000", 2),
    "power": ("x = param([-1.0, 4.0])\n(x ** 0.5).sum().backward()", "-1 ** 0.5 is NaN", 2),
    "power of 0": ("x = param([0.0, 4.0])\n(x ** -2).sum().backward()", "0 ** -2 is a division by 0", 2),
    "acos": ("x = param([2.0, 0.0])\nx.acos().sum().backward()", "between -1 and 1", 2),
    "masked row": (
        f"x = param([1.0, 2.0])\n{MASK}torch.softmax(x.masked_fill(m, float('-inf')), 0)[0].backward()",
        "nothing but -inf",
        3,
    ),
    "0 times infinity": (
        "x = param([1.0, 2.0])\nw = torch.tensor([float('inf'), 1.0])\n(x * w * torch.tensor([0, 1])).sum().backward()",
        "0 * inf",
        3,
    ),
    "inf - inf": (
        "x = param([1.0, 2.0])\nw = torch.tensor([float('inf'), 1.0])\n(x * w - w).sum().backward()",
        "inf - inf",
        3,
    ),
    "std of one": ("x = param([2.0])\nx.std().backward()", "std of one number", 2),
    "all ignored": ("x = param([[1.0, 2.0]])\nF.cross_entropy(x, torch.tensor([-100])).backward()", "of no numbers", 2),
    "product overflows": ("x = param([1e30, 1.0])\n(x * x).sum().backward()", "result of mul is larger", 2),
    "large tensor": ("x = torch.randn(99, 99, requires_grad=True)\nx.log().mean().backward()", "is NaN", 2),
    "root at 0": ("x = param([0.0, 0.0])\n(x * x).sum().sqrt().backward()", "derivative of sqrt at 0", 2),
    "power at 0": ("x = param([0.0, 4.0])\n(x ** 0.5).sum().backward()", "derivative of x ** 0.5 at 0", 2),
    "acos at 1": ("x = param([1.0, 0.0])\nx.acos().sum().backward()", "derivative of acos at 1", 2),
    "where": (
        "x = param([0.0, 4.0])\ny = torch.log(x)\ntorch.where(x > 0, y, torch.zeros(2)).sum().backward()",
        "In the backward pass 0 * inf",
        2,
    ),
    "upstream": ("x = param([1.0, 2.0])\ny = x * 2\ny.backward(torch.tensor([float('inf'), 1.0]))", "starts from", 3),
}
NOT_BAD = {
    "plain": "x = param([1.0, 2.0])\nx.log().sum().backward()",
    "a mask": (
        "x = param([[0.0, 4.0]])\nm = torch.tensor([[True, False]])\n"
        "torch.softmax(x.masked_fill(m, float('-inf')), 1)[0, 1].backward()"
    ),
    "beside the loss": "x = param([0.0, 4.0])\ny = torch.log(x)\n(x * 2).sum().backward()",
    "not chosen": "x = param([-1.0, 4.0])\ntorch.where(x > 0, torch.log(x), torch.zeros(2)).sum().backward()",
    "a safe form": "x = param([1000.0, 1.0])\ntorch.log_softmax(x, 0).sum().backward()",
    "best so far": "x = param([1.0, 2.0])\ntorch.minimum(torch.tensor(float('inf')), x.sum()).backward()",
    "norm at 0": "x = param([0.0, 0.0])\ntorch.norm(x).backward()",
}


def bad_notes(source: str) -> list[Note]:
    run = run_program(Request(source))
    assert run.error is None
    return [note for note in run.notes if note.code in ("bad-number", "bad-upstream", "bad-gradient")]


@pytest.mark.parametrize("name", BAD)
def test_the_first_bad_number_is_explained_where_it_arises(name: str) -> None:
    source, words, line = BAD[name]
    (note,) = bad_notes(source)
    assert words in note.message.text
    assert note.hint is not None and note.node is not None
    assert note.span is not None and note.span.line == line


@pytest.mark.parametrize("name", NOT_BAD)
def test_nothing_is_said_where_no_harm_is_done(name: str) -> None:
    assert bad_notes(NOT_BAD[name]) == []


def test_numbers_that_went_bad_are_told_where_they_began_and_not_in_every_pass_after() -> None:
    source = (
        "w = param(1.0)\nfor i in range(3):\n    l = torch.log(w - 1)\n    l.backward()\n    w.data -= 0.1 * w.grad"
    )
    (note,) = bad_notes(source)
    assert (note.pass_index, note.message.text) == (0, "log of 0 is -inf.")


def test_a_parameter_that_went_bad_between_two_passes_is_named() -> None:
    source = "w = param(1.0)\nfor i in range(3):\n    (w * 2).backward()\n    w.data = w.data / 0"
    (note,) = bad_notes(source)
    assert (note.pass_index, note.message.text) == (1, "w holds inf before this pass begins.")


def test_the_note_on_the_page_leads_to_the_step(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(BAD['root at 0'][0]))}").text
    assert 'href="?pass=0&amp;at=5"' in page
    assert "Add a small number first" in page


def test_what_one_program_changed_in_place_says_nothing_of_another() -> None:
    plain = "a, b = param(2.0), param(3.0)\ny = a * b\ny.backward()"
    changed = "a, b = param(2.0), param(3.0)\nc = a * 1.0\ny = c * b\nc.add_(1.0)\nz = y.detach() * a\nz.backward()"
    run_program(Request(changed))
    for source in (plain, changed, plain):
        graph = run_program(Request(source)).passes[0].graph
        assert graph is not None
        product = next(node for node in graph.nodes if node.name == "y")
        assert source == changed or product.saved == ("other", "self")
