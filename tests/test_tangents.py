"""Forward mode: torch's own tangents meet torch's own gradients, at the root and in every node."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.studies.tangents.tangents import sweep
from app.errors import GradwalkError
from app.graph.model import Graph, Node, Request, Value
from app.graph.tangents import Tangent, Tangents
from app.lang.directions import read_direction
from app.main import create_app
from app.presets import PRESETS
from app.web import token

NETWORK = PRESETS["network-2-2-2"].source
LSTM = "import torch.nn as nn\nnet = nn.LSTM(2, 3)\nloss = net(torch.ones(4, 1, 2))[0].pow(2).mean()\nloss.backward()"
STOPPING = {"custom-function"}
ONE_PASS = (
    "attention-head",
    "chain-rule",
    "fan-out",
    "mazur",
    "network-2-2-2",
    "sigmoid-neuron",
    "softmax-cross-entropy",
)
TOLERANCES = {"float32": 1e-5, "float64": 1e-10}


def swept(source: str, direction: dict[str, Any] | None = None, index: int = 0, **around: Any) -> Tangents:
    return sweep(Request(source, **around), index, direction or {}, Limits())


def tensor(value: Value | None) -> torch.Tensor:
    assert value is not None and value.data is not None
    return torch.tensor(value.data, dtype=torch.float64)


def graph_of(source: str) -> Graph:
    graph = run_program(Request(source, until=1)).passes[0].graph
    assert graph is not None
    return graph


def parameters(source: str) -> list[Node]:
    return [node for node in graph_of(source).nodes if node.kind == "parameter" and node.live]


def by_name(found: Tangents) -> dict[str, Tangent]:
    return {each.name: each for each in found.tangents}


@pytest.mark.parametrize("slug", sorted(set(PRESETS) - STOPPING))
def test_the_tangent_of_the_root_is_gradient_times_direction(slug: str) -> None:
    source = PRESETS[slug].source
    for node in parameters(source)[:3]:
        entry = f"{node.id}[{', '.join('0' for _ in node.shape)}]" if node.shape else node.id
        found = swept(source, {entry: -2.5})
        assert found.agrees and found.forward is not None
        tolerance = TOLERANCES[found.dtype]
        assert float(found.forward) == pytest.approx(float(found.reverse), rel=tolerance, abs=1e-12)
        if node.shape:
            assert swept(source, {node.id: 1}).agrees


@pytest.mark.parametrize("slug", sorted(set(PRESETS) - STOPPING))
def test_the_tangent_of_every_node_is_the_sum_of_its_terms(slug: str) -> None:
    found = swept(PRESETS[slug].source)
    assert len(found.tangents) > 1
    tangents = {each.node: each.tangent for each in found.tangents}
    for each in found.tangents:
        if not each.terms or each.tangent is None or each.tangent.data is None:
            continue
        total = sum(tensor(term.product) for term in each.terms)
        assert torch.allclose(total, tensor(each.tangent), rtol=1e-5, atol=1e-7)  # type: ignore[arg-type]
        assert all(term.edge is not None and tangents[term.source] == term.tangent for term in each.terms)


@pytest.mark.parametrize("slug", ONE_PASS)
def test_the_tangent_of_a_named_number_is_what_reverse_mode_says_from_there(slug: str) -> None:
    source = PRESETS[slug].source
    found, nodes = swept(source), {node.id: node for node in graph_of(source).nodes}
    (moved,) = found.along
    named = [each for each in found.tangents if nodes[each.node].shape == () and nodes[each.node].kind == "op"]
    for each in named:
        name = nodes[each.node].name
        if name is None:
            continue
        graph = run_program(Request(source, root=name)).passes[-1].graph
        assert graph is not None
        leaf = next(node for node in graph.nodes if node.name == nodes[moved.node].name)
        product = float((tensor(leaf.grad) * tensor(moved.numbers)).sum())
        assert float(tensor(each.tangent)) == pytest.approx(product, rel=1e-5, abs=1e-9)


def test_local_derivative_times_tangent_is_the_share_of_an_argument() -> None:
    found = swept(NETWORK, {"w1": 1})
    for each in found.tangents:
        for term in each.terms:
            assert float(tensor(term.local) * tensor(term.tangent)) == pytest.approx(
                float(tensor(term.product)), rel=1e-6
            )


def test_the_tangents_are_those_of_func_jvp() -> None:
    source = (
        "torch.manual_seed(0)\nx = torch.randn(4, 3)\nw = torch.randn(3, 2, requires_grad=True)\n"
        "b = torch.randn(2, requires_grad=True)\nh = torch.tanh(x @ w + b)\nloss = (h * h).sum()\nloss.backward()"
    )
    torch.manual_seed(0)
    x, w, b = torch.randn(4, 3), torch.randn(3, 2), torch.randn(2)
    along_w, along_b = torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]), torch.tensor([-1.0, 0.5])

    def hidden(w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return torch.tanh(x @ w + b)

    there = torch.func.jvp(hidden, (w, b), (along_w, along_b))[1]
    found = swept(source, {"w": along_w.tolist(), "b": along_b.tolist()})
    assert torch.allclose(tensor(by_name(found)["h"].tangent), there.double(), rtol=1e-6)
    assert [part.label for part in found.along] == ["w", "b"] and found.agrees and found.numbers == 8


def test_in_float64_both_sides_are_the_same_to_ten_digits() -> None:
    source = (
        "x = torch.tensor([2.0, 3.0], dtype=torch.float64, requires_grad=True)\n(x.sin() * x.exp()).sum().backward()"
    )
    found = swept(source, {"x": [1, 0.5]})
    wanted = sum(d * math.exp(x) * (math.sin(x) + math.cos(x)) for x, d in ((2, 1), (3, 0.5)))
    assert found.dtype == "float64" and found.forward == pytest.approx(found.reverse, rel=1e-10)
    assert found.forward == pytest.approx(wanted, rel=1e-12)


def test_gradient_times_tangent_adds_up_over_every_cut() -> None:
    found = by_name(swept(NETWORK, {"w1": 1}))
    whole = found["loss"].product
    for cut in (["in_h1"], ["h1"], ["o1", "o2"]):
        assert sum(float(found[name].product or 0) for name in cut) == pytest.approx(whole, rel=1e-5)


Case = tuple[str, dict[str, Any], float]
PROGRAMS: dict[str, Case] = {
    "an argument used twice": ("a = param(3.0)\nb = a * a\nc = b * b + a\nc.backward()", {"a": 1}, 109),
    "writes to entries": (
        "w = param([1.0, 2.0])\nb = torch.zeros(2)\nb[0] = w[0] * 2\nb[1:] = w[1:] ** 2\n(b * w).sum().backward()",
        {"w": 1},
        16,
    ),
    "a view of what is written to": (
        "w = param([1.0, 2.0, 3.0])\nb = w * 2\nv = b[1:]\nb.add_(w)\nloss = (v * v).sum() + b.sum()\nloss.backward()",
        {"w": [1, 2, 3]},
        252,
    ),
    "a write through a view": (
        "w = param([1.0, 2.0, 3.0])\nb = w * 2\nv = b[1:]\nv.mul_(w[:2])\nloss = (b * b).sum()\nloss.backward()",
        {"w": [1, 2, 3]},
        648,
    ),
    "several results": (
        "x = param([[1.0, 2.0], [3.0, 4.0]])\na, b = x.unbind(0)\n(a * b + a).sum().backward()",
        {"x": 1},
        12,
    ),
    "an upstream gradient": (
        "x = param([1.0, 2.0])\ny = x * x\ny.backward(torch.tensor([1.0, 3.0]))",
        {"x": 1},
        14,
    ),
    "what is computed without gradients": (
        "w = param(2.0)\nh = (w * 3).detach()\nwith torch.no_grad():\n    k = w * 5\nloss = w * h * k\nloss.backward()",
        {"w": 1},
        60,
    ),
    "an operation that torch compiles": (
        "x = param([1.0, 2.0])\nF.logsigmoid(x).sum().backward()",
        {"x": 1},
        2 - 1 / (1 + math.exp(-1)) - 1 / (1 + math.exp(-2)),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_tangents_go_through(name: str) -> None:
    source, direction, wanted = PROGRAMS[name]
    found = swept(source, direction)
    assert found.agrees and not any(each.stopped for each in found.tangents)
    assert found.forward == pytest.approx(wanted, rel=1e-6)
    assert found.reverse == pytest.approx(wanted, rel=1e-6)
    shapes = {node.id: node.shape for node in graph_of(source).nodes}
    assert all(each.tangent is not None and each.tangent.shape == shapes[each.node] for each in found.tangents)


def test_random_numbers_are_the_same_again() -> None:
    found = swept("w = torch.ones(20, requires_grad=True)\n(F.dropout(w * 2, 0.5) ** 2).sum().backward()", {"w": 1})
    assert found.agrees and float(found.forward or 0) > 0


def test_a_retained_graph_has_tangents_in_its_second_pass() -> None:
    found = swept("w = param(2.0)\nloss = w ** 3\nloss.backward(retain_graph=True)\nloss.backward()", {"w": 1}, 1)
    assert (found.forward, found.reverse, found.agrees) == (12.0, 12.0, True)  # although .grad holds 24 by now


def test_another_root_is_asked_about_as_the_request_says() -> None:
    found = swept("x = param(2.0)\ny = x * x\nz = y * 3\nz.backward()", {"x": 1}, root="y")
    assert (found.forward, found.agrees) == (4.0, True)
    assert by_name(found)["z"].tangent == Value((), "float32", 12.0) and by_name(found)["z"].product is None


def test_a_hook_is_noticed() -> None:
    found = swept("w = param(2.0)\nh = w ** 2\nh.register_hook(lambda g: g * 2)\nloss = h * 3\nloss.backward()")
    assert (found.forward, found.reverse, found.agrees) == (12.0, 24.0, False) and "hook" in found.notes[0].text


@pytest.mark.parametrize(
    ("source", "stop"),
    [
        (LSTM, "torch has no formula of forward mode for mkldnn_rnn_layer."),
        (
            "q = param([[1.0, 2.0]])\ny = torch.cdist(q, q + 1)\nloss = y.sum() + q.sum()\nloss.backward()",
            "_cdist_forward",
        ),
        (PRESETS["custom-function"].source, "no formula of forward mode for MyReLU"),
    ],
    ids=["LSTM", "cdist", "a custom function"],
)
def test_where_torch_has_no_formula_the_tangents_stop(source: str, stop: str) -> None:
    found = swept(source)
    stopped = [each for each in found.tangents if each.stopped is not None]
    assert stopped and stopped[0].stopped is not None and stop in stopped[0].stopped.text
    assert all(each.tangent is None for each in stopped)
    assert found.forward is None and found.agrees is None and found.root in {each.node for each in stopped}
    assert math.isfinite(float(found.reverse))


def test_without_a_direction_the_first_parameter_that_has_an_entry_moves() -> None:
    found = swept("w = torch.zeros(0, 3, requires_grad=True)\nb = param(2.0)\nloss = w.sum() + b * b\nloss.backward()")
    assert [part.label for part in found.along] == ["b"] and found.forward == 4.0


def test_what_is_not_a_number_is_not_judged() -> None:
    found = swept("x = param(0.0)\nz = x.sqrt() * 0\nz.backward()")
    assert (found.forward, found.agrees) == ("nan", None)


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        ({"q": 1}, "differentiates no parameter q"),
        ({"x1": 1}, "differentiates no parameter x1"),
        ({"w1": [1, 2]}, "is not a number"),
        ({"w1": "1"}, "is not a number"),
        ({"w1": True}, "is not a number"),
        ({"w1": 1e300}, "too large"),
        ({"w1": 10**400}, "too large"),
        ({"w1[0]": 1}, "has no entry [0]"),
    ],
)
def test_a_wrong_direction_is_told(direction: dict[str, Any], words: str) -> None:
    with pytest.raises(GradwalkError) as caught:
        swept(NETWORK, direction)
    assert caught.value.problem.code == "direction" and words in caught.value.problem.message.text
    assert caught.value.problem.span is None  # no line of the program is wrong


@pytest.mark.parametrize("given", [[1, 2], [[1], [2]], [[1, 2], [3]], [[1, 2], 3], [[[1], [2]], [[3], [4]]]])
def test_a_direction_has_the_shape_of_its_parameter(given: Any) -> None:
    with pytest.raises(GradwalkError, match="shape|not a number"):
        swept("w = param([[1.0, 2.0], [3.0, 4.0]])\n(w * w).sum().backward()", {"w": given})


@pytest.mark.parametrize("entry", ["w[2, 0]", "w[0]", "w[-1, 0]", "w[0, 0, 0]"])
def test_an_entry_that_is_not_there_is_told_with_the_last_one(entry: str) -> None:
    with pytest.raises(GradwalkError, match="no entry") as caught:
        swept("w = param([[1.0, 2.0], [3.0, 4.0]])\n(w * w).sum().backward()", {entry: 1})
    hint = caught.value.problem.hint
    assert hint is not None and "w[1, 1]" in hint.text


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("w = 1, b = [0.5, -2]", {"w": 1, "b": [0.5, -2]}),
        ("fc.weight[0, 1] = -1;\nb=+2e-3", {"fc.weight[0, 1]": -1, "b": 0.002}),
        ("", {}),
    ],
)
def test_a_written_direction_is_read(words: str, read: dict[str, Any]) -> None:
    assert read_direction(words) == read


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("w", 1),
        ("w = open('x')", 1),
        ("w = 1, b = c", 8),
        ("w = 1, w = 2", 8),
        ("w = 1 + 1", 1),
        ("w=" + "-" * 3000 + "1", 1),
    ],
)
def test_what_is_no_direction_is_refused_with_its_place(words: str, column: int) -> None:
    with pytest.raises(GradwalkError) as caught:
        read_direction(words)
    assert caught.value.problem.message.values["column"] == str(column)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_answers_from_a_sealed_worker(client: TestClient) -> None:
    posted = client.post("/api/v1/tangents", json={"source": NETWORK, "direction": {"w1": 1}})
    assert posted.status_code == 200 and posted.json()["agrees"]
    packed = token.encode(Request(NETWORK))
    for query in ({"of": "w1"}, {"direction": "w1 = 1"}):
        assert client.get("/api/v1/tangents", params={"p": packed, **query}).json() == posted.json()
    for name, (source, direction, _) in PROGRAMS.items():
        answer = client.post("/api/v1/tangents", json={"source": source, "direction": direction})
        assert answer.status_code == 200 and answer.json()["agrees"], name


def test_an_entry_stands_in_an_address_with_points(client: TestClient) -> None:
    packed = token.encode(Request(PRESETS["network-2-2-2-matrix"].source))
    found = client.get("/api/v1/tangents", params={"p": packed, "of": "w1", "entry": "0.1"}).json()
    assert [part["label"] for part in found["along"]] == ["w1[0, 1]"] and found["agrees"]
    assert client.get("/api/v1/tangents", params={"p": packed, "of": "w1", "entry": "0,1"}).status_code == 422


def test_the_api_refuses_what_is_no_direction(client: TestClient) -> None:
    for direction, words in (({"q": 1}, "w1, w2"), ({"w1": [1]}, "nested lists")):
        answer = client.post("/api/v1/tangents", json={"source": NETWORK, "direction": direction})
        assert answer.status_code == 422 and answer.json()["code"] == "direction" and words in answer.json()["hint"]


@pytest.mark.parametrize("route", ["tangents", "matrices", "paths", "proof", "surface"])
def test_a_program_that_failed_is_asked_in_vain_and_says_where_it_failed(client: TestClient, route: str) -> None:
    source = "w = param(2.0)\nh = w * w\nh.undefined()\nh.backward()"
    answer = client.post(f"/api/v1/{route}", json={"source": source})
    assert (answer.status_code, answer.json()["line"]) == (422, 3) and "undefined" in answer.json()["detail"]


def test_the_example_of_the_documentation_works(client: TestClient) -> None:
    routes = client.get("/api/v1/openapi.json").json()["paths"]
    example = routes["/api/v1/tangents"]["post"]["requestBody"]["content"]["application/json"]["example"]
    answer = client.post("/api/v1/tangents", json=example)
    assert answer.status_code == 200 and answer.json()["agrees"]


def test_the_page_shows_both_sides_and_every_step(client: TestClient) -> None:
    packed = token.encode(Request(NETWORK))
    assert f'href="/p/{packed}/forward"' in client.get("/", headers={"Accept": "text/html"}).text
    page = client.get(f"/p/{packed}/forward?of=w1")
    assert page.status_code == 200 and "how does everything depend on w1?" in page.text
    assert "meeting--same" in page.text and page.text.count('<tr class="forward__row') == 16
    assert 'class="sign"' in page.text and "ẋ</text>" in page.text and "∂</text>" not in page.text
    part = client.get(f"/p/{packed}/forward", params={"direction": "w1 = <b>"}, headers={"HX-Request": "true"})
    assert part.status_code == 422 and part.text.startswith('<section id="forward"') and "<b>" not in part.text
    stopped = client.get(f"/p/{token.encode(Request(LSTM))}/forward")
    assert stopped.status_code == 200 and "Tangents stop there" in stopped.text


def test_what_each_argument_brings_is_right_beside_an_infinity() -> None:
    found = by_name(swept("a = param(2.0)\nb = param(float('inf'))\ny = a * b\ny.backward()", {"a": 1.0, "b": 1.0}))
    assert [(term.source, term.product.data) for term in found["y"].terms] == [("n0", "inf"), ("n1", 2.0)]


def test_the_page_shows_the_graph_as_the_walk_does(client: TestClient) -> None:
    """As written a layer is one node, without the arithmetic of the operations that it hides."""
    source = "net = nn.Linear(2, 3)\nx = torch.ones(1, 2)\ny = net(x)\nloss = (y ** 2).sum()\nloss.backward()"
    packed = token.encode(Request(source))
    written, whole = (client.get(f"/p/{packed}/forward{view}").text for view in ("", "?view=autograd"))
    assert "through t, addmm" in written and "through t, addmm" not in whole
    assert whole.count('<tr class="forward__row') == written.count('<tr class="forward__row') + 1
    assert 'href="?view=autograd"' in written and 'aria-current="true" href="?view=autograd"' in whole
    assert '<input type="hidden" name="view" value="autograd">' in whole
