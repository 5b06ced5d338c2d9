"""Why a gradient is what it is: the paths are torch's own, and their sum is what torch's engine computes."""

from collections.abc import Iterator
from math import comb

import pytest
import torch
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.studies.paths.paths import MOST_FOLLOWED, MOST_LISTED, trace
from app.errors import GradwalkError
from app.graph.model import Node, Request, Value
from app.graph.paths import Paths
from app.main import create_app
from app.presets import PRESETS
from app.web import token

NETWORK = PRESETS["network-2-2-2"].source
HUB = "a = param(1.01)\nb = a\nfor i in range({rounds}):\n    b = 0.5 * b + 0.25 * b * b\nb.backward()"


def traced(source: str, node: str, index: int = 0) -> Paths:
    return trace(Request(source), index, node, Limits())


def tensor(value: Value) -> torch.Tensor:
    return torch.tensor(value.data, dtype=torch.float64)


def asked_about(slug: str) -> list[Node]:
    """The leaves and the named nodes of the first pass of a preset that a gradient reaches."""
    graph = run_program(Request(PRESETS[slug].source, until=1)).passes[0].graph
    assert graph is not None
    return [node for node in graph.nodes if node.live and (node.kind == "parameter" or node.name is not None)]


@pytest.mark.parametrize("slug", PRESETS)
def test_the_paths_of_a_preset_add_up_to_the_gradient(slug: str) -> None:
    nodes = asked_about(slug)
    assert nodes
    for node in nodes:
        found = trace(Request(PRESETS[slug].source), 0, node.id, Limits())
        assert found.count <= MOST_FOLLOWED, "a preset with more paths needs a bar of its own"
        assert found.complete and found.agrees
        if found.sum.data is None:
            assert found.sum.stats is not None and found.gradient.stats is not None
            assert found.sum.stats.norm == pytest.approx(found.gradient.stats.norm, rel=1e-6)
        else:
            size = max(
                float(tensor(found.gradient).norm()), *(float(tensor(path.contribution).norm()) for path in found.paths)
            )
            assert float((tensor(found.sum) - tensor(found.gradient)).norm()) <= 1e-6 * size


def test_the_gradient_is_what_the_run_itself_shows() -> None:
    graph = run_program(Request(NETWORK)).passes[0].graph
    assert graph is not None
    for node in graph.nodes:
        if node.live and node.grad is not None:
            assert tensor(traced(NETWORK, node.id).gradient).tolist() == pytest.approx(node.grad.data, rel=1e-6)


def test_each_path_is_the_product_of_its_local_derivatives() -> None:
    found = traced(NETWORK, "w1")
    assert [len(found.paths), found.count] == [2, 2]
    for path in found.paths:
        product = path.start.data
        for hop in path.hops:
            product *= hop.local
            assert hop.carried.data == pytest.approx(product, rel=1e-12)
        assert path.contribution.data == pytest.approx(product, rel=1e-12)
    through = {tuple(hop.target for hop in path.hops) for path in found.paths}
    assert len(through) == 2


def test_hops_follow_edges_of_the_graph() -> None:
    graph = run_program(Request(NETWORK)).passes[0].graph
    assert graph is not None
    ends = {edge.id: (edge.target, edge.source) for edge in graph.edges}
    for path in traced(NETWORK, "w1").paths:
        assert all(hop.edge is not None and ends[hop.edge] == (hop.source, hop.target) for hop in path.hops)


def test_two_arguments_of_one_operation_are_two_paths() -> None:
    found = traced("a = param(3.0)\nb = a * a\nc = b * b + a\nc.backward()", "a")
    assert found.count == 5
    assert sorted(path.contribution.data for path in found.paths) == [1.0, 27.0, 27.0, 27.0, 27.0]
    assert len({tuple(hop.edge for hop in path.hops) for path in found.paths}) == 5


def test_matrices_go_through_vector_jacobian_products() -> None:
    source = "x = param([[1.0, 2.0], [3.0, 4.0]])\na, b = x.unbind(0)\n(a * b + a).sum().backward()"
    found = traced(source, "x")
    assert found.count == 3
    assert found.sum.data == [[4.0, 5.0], [1.0, 2.0]]
    assert all(hop.local is None for path in found.paths for hop in path.hops[1:])


def test_broadcasting_is_summed_on_every_path() -> None:
    found = traced("b = param(2.0)\nx = torch.ones(3, 4)\n(x * b + b).sum().backward()", "b")
    assert sorted(path.contribution.data for path in found.paths) == [12.0, 12.0]


def test_of_very_many_paths_the_heaviest_are_listed_without_walking_all() -> None:
    found = traced(HUB.format(rounds=40), "a")
    assert found.count > 1e18 and not found.complete and found.agrees is None
    sizes = [abs(path.contribution.data) for path in found.paths]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) > 5
    # Every round offers 0.5 once, and 0.25 b twice.
    b, heaviest = 1.01, 1.0
    for _ in range(40):
        heaviest *= max(0.5, 0.25 * b)
        b = 0.5 * b + 0.25 * b * b
    assert sizes[0] == pytest.approx(heaviest, rel=1e-5)


def test_of_many_paths_all_are_added_and_some_listed() -> None:
    source = "a = param(1.5)\nb = a\n" + "b = b * 0.5 + b * 0.25\n" * 9 + "b.backward()"
    found = traced(source, "a")
    assert found.count == 2**9 and len(found.paths) == MOST_LISTED and found.complete and found.agrees
    assert found.sum.data == pytest.approx(0.75**9, rel=1e-6)
    assert found.paths[1].contribution.data == pytest.approx(0.5**8 * 0.25, rel=1e-6)
    assert sum(path.contribution.data == found.paths[1].contribution.data for path in found.paths) == comb(9, 1)


def test_a_custom_function_is_asked_through_its_own_backward() -> None:
    source = """
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return x ** 3
    @staticmethod
    def backward(ctx, g):
        return g * 3 * ctx.x ** 2
a = param(2.0)
(Cube.apply(a) + a).backward()
"""
    assert sorted(path.contribution.data for path in traced(source, "a").paths) == [1.0, 12.0]


def test_a_hook_that_changes_the_gradient_is_told() -> None:
    found = traced("a = param(3.0)\nb = a * 2\nb.register_hook(lambda g: g * 5)\n(b * a).backward()", "a")
    assert found.agrees is False
    assert "hook" in found.notes[0].text


def test_a_later_pass_and_a_second_derivative() -> None:
    found = traced(
        "a = param(3.0)\nb = a ** 3\ng, = torch.autograd.grad(b, a, create_graph=True)\n(g * a).backward()", "a", 1
    )
    assert found.sum.data == pytest.approx(81.0)


def test_the_root_of_the_request_is_the_root_of_the_paths() -> None:
    found = trace(Request(NETWORK, root="o1"), 0, "w5", Limits())
    assert found.count == 1


@pytest.mark.parametrize(("node", "code"), [("x1", "no-paths"), ("nobody", "node"), ("n999", "node")])
def test_where_there_are_no_paths_the_reason_is_told(node: str, code: str) -> None:
    with pytest.raises(GradwalkError) as caught:
        traced(NETWORK, node)
    assert caught.value.problem.code == code


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_gives_the_paths_by_body_and_by_link(client: TestClient) -> None:
    posted = client.post("/api/v1/paths", json={"source": NETWORK, "node": "w1"})
    assert posted.status_code == 200
    assert posted.json()["sum"]["data"] == pytest.approx(-0.0084215, rel=1e-4)
    linked = client.get(f"/api/v1/paths?p={token.encode(Request(NETWORK))}&node=w1")
    assert linked.json() == posted.json()
    assert client.post("/api/v1/paths", json={"source": NETWORK, "node": "x1"}).status_code == 422
    assert client.post("/api/v1/paths", json={"source": NETWORK, "node": "w1", "pass": 3}).status_code == 404


def test_the_page_shows_the_products_and_lights_the_path(client: TestClient) -> None:
    packed = token.encode(Request(NETWORK))
    page = client.get(f"/p/{packed}/paths?node=w1&path=1")
    assert page.status_code == 200
    assert "2 paths lead from loss to w1" in page.text
    assert page.text.count('class="way way--shown"') == 1
    part = client.get(f"/p/{packed}/paths?node=x1", headers={"HX-Request": "true"})
    assert part.status_code == 422 and part.text.startswith('<section id="paths"')


def test_another_node_can_be_differentiated_instead(client: TestClient) -> None:
    packed = token.encode(Request(NETWORK))
    page = client.get(f"/p/{packed}/paths?node=o1").text
    instead = token.encode(Request(NETWORK, root="o1"))
    assert f'href="/p/{instead}"' in page
    there = client.get(f"/p/{instead}", headers={"Accept": "text/html"}).text
    assert "o1 is differentiated instead" in there and f'href="/p/{packed}"' in there


def test_the_page_of_a_late_pass_asks_about_the_nodes_that_it_shows(client: TestClient) -> None:
    step = "    w.grad = None\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.01 * w.grad"
    source = f"w = param(3.0)\nfor i in range(60):\n    loss = w * w\n{step}"
    answer = client.post("/api/v1/paths", json={"source": source, "node": "w", "pass": 41}).json()
    assert answer["pass_index"] == 41 and answer["agrees"]
    assert answer["gradient"]["data"] == pytest.approx(2 * 3 * 0.98**41, rel=1e-5)


def test_the_program_offers_the_questions(client: TestClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    packed = token.encode(Request(NETWORK))
    assert all(f"/p/{packed}/{name}" in page for name in ("paths", "proof", "check"))
