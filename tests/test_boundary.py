"""What a classifier says of the plane: the real model, asked by plain torch, says the same everywhere."""

from collections.abc import Iterator

import pytest
import torch
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.studies.boundary.boundary import verdicts
from app.errors import GradwalkError
from app.graph.boundary import Boundary
from app.graph.model import Request
from app.main import create_app
from app.presets import PRESETS
from app.surfaces.classifiers import seems_to_classify
from app.surfaces.regions import bounded
from app.web import token

COUNT = 15
DATA = """
torch.manual_seed(1)
X = torch.randn(30, 2)
y = ((X[:, 0] * X[:, 1]) > 0).float()
torch.manual_seed(2)
net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, WIDTH))
for epoch in range(2):
    out = net(X)
    LOSS
    net.zero_grad()
    loss.backward()
"""
LOSSES = {
    "logits": (1, "loss = F.binary_cross_entropy_with_logits(out.squeeze(1), y)", 0.0),
    "module": (1, "loss = nn.BCEWithLogitsLoss()(out, y.view(-1, 1))", 0.0),
    "probabilities": (1, "loss = F.binary_cross_entropy(torch.sigmoid(out), y.unsqueeze(1))", 0.0),
    "squares": (1, "loss = ((out[:, 0] - y) ** 2).mean()", 0.5),
    "signs": (1, "loss = (1 - (2 * y - 1) * out[:, 0]).clamp(min=0).mean()", 0.0),
    "by hand": (
        1,
        "p = torch.sigmoid(out[:, 0])\n    loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()",
        0.0,
    ),
    "cross entropy": (2, "loss = F.cross_entropy(out, y.long())", 0.0),
    "one hot": (2, "loss = ((out.softmax(1) - F.one_hot(y.long(), 2)) ** 2).mean()", 0.0),
}


def map_of(source: str, index: int = 1) -> Boundary:
    found = verdicts(Request(source), index, COUNT, Limits())
    return bounded(index, (found.x, found.y), found.ahead, found.labels, found.points, found.known, found.said)


def program(name: str) -> str:
    width, loss, _ = LOSSES[name]
    return DATA.replace("WIDTH", str(width)).replace("LOSS", loss)


@pytest.mark.parametrize("name", LOSSES)
def test_the_map_says_what_the_model_says(name: str) -> None:
    width, _, threshold = LOSSES[name]
    torch.manual_seed(2)
    net = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, width))
    found = verdicts(Request(program(name)), 1, COUNT, Limits())
    for row in range(COUNT):
        for column in range(COUNT):
            out = net(torch.tensor([[found.x.place(column), found.y.place(row)]])).detach()[0]
            said = int(out[0] > threshold) if width == 1 else int(out.argmax())
            ahead = [field[row][column] for field in found.ahead]
            assert ahead.index(max(ahead)) == said


def test_the_points_have_their_labels() -> None:
    torch.manual_seed(1)
    data = torch.randn(30, 2)
    known = ((data[:, 0] * data[:, 1]) > 0).long().tolist()
    found = map_of(program("logits"))
    assert [point.label for point in found.points] == known
    assert found.total == 30
    assert found.right == sum(point.label == point.said for point in found.points)


def test_regions_of_all_classes_cover_the_map() -> None:
    source = program("cross entropy").replace("y.long()", "(y + (X[:, 0] > 1)).long()").replace("(8, 2)", "(8, 3)")
    found = map_of(source)
    covered = sum(area(ring) for region in found.regions for polygon in region.polygons for ring in polygon)
    assert len(found.regions) == 3
    assert covered == pytest.approx((found.x.high - found.x.low) * (found.y.high - found.y.low), rel=0.02)


def area(ring: tuple[tuple[float, float], ...]) -> float:
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def test_matrices_of_ones_own_are_a_model_too() -> None:
    source = """
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [1.0]])
w = torch.tensor([[1.0], [1.0]], requires_grad=True)
b = torch.tensor([-0.5, 0.0, 0.0, 0.0], requires_grad=True)
p = torch.sigmoid(4 * (x @ w + b[0]))
loss = ((p - y) ** 2).mean()
loss.backward()
"""
    found = map_of(source, 0)
    assert (found.right, found.total) == (4, 4)
    assert [region.label for region in found.regions] == ["0", "1"]


@pytest.mark.parametrize(
    "source",
    [
        "w = param(1.0)\n(w * 2).backward()",
        "w = param([1.0, 2.0])\nx = torch.randn(8, 2)\nloss = (x * w).sum()\nloss.backward()",
        "w = param([1.0, 2.0])\nx = torch.randn(8, 2)\nloss = ((x @ w - torch.randn(8)) ** 2).sum()\nloss.backward()",
        DATA.replace("WIDTH", "1")
        .replace("nn.Tanh()", "nn.BatchNorm1d(8)")
        .replace("LOSS", "loss = F.binary_cross_entropy_with_logits(out.squeeze(1), y)"),
    ],
)
def test_what_is_no_classifier_of_points_says_so(source: str) -> None:
    with pytest.raises(GradwalkError) as caught:
        map_of(source, 0)
    assert caught.value.problem.code == "no-surface"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_gives_the_map_by_body_and_by_link(client: TestClient) -> None:
    posted = client.post("/api/v1/boundary", json={"source": program("logits")})
    assert posted.status_code == 200
    assert posted.json()["pass_index"] == 1
    linked = client.get(f"/api/v1/boundary?p={token.encode(Request(program('logits')))}&pass=1")
    assert linked.json() == posted.json()
    assert client.get(f"/api/v1/boundary?p={token.encode(Request(program('logits')))}&pass=7").status_code == 404


def test_the_page_says_in_words_what_the_map_shows(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(program('logits')))}/boundary?pass=0")
    assert page.status_code == 200
    assert "What the model of pass 1 says of every point" in page.text
    part = client.get(f"/p/{token.encode(Request('param(1.0) * 2'))}/boundary", headers={"HX-Request": "true"})
    assert part.status_code == 422 and part.text.startswith('<section id="boundary"')


def seems(source: str) -> bool:
    graph = run_program(Request(source)).passes[0].graph
    assert graph is not None
    return seems_to_classify(graph)


@pytest.mark.parametrize("name", LOSSES)
def test_a_classifier_is_recognised_by_its_points_and_labels(name: str) -> None:
    assert seems(program(name))


@pytest.mark.parametrize(
    "source",
    [
        "w = param(1.0)\n(w * 2).backward()",
        "w = param([1.0, 2.0])\nx = torch.randn(8, 2)\nloss = (x * w).sum()\nloss.backward()",
        "w = param([1.0, 2.0])\nx = torch.randn(8, 2)\nloss = ((x @ w - torch.randn(8)) ** 2).sum()\nloss.backward()",
        "w = param([[1.0]])\nx = torch.randn(8, 1)\n((x @ w - torch.ones(8, 1)) ** 2).sum().backward()",
    ],
)
def test_what_has_no_labels_or_no_points_is_none(source: str) -> None:
    assert not seems(source)


@pytest.mark.parametrize(
    ("slug", "offered"), [("xor", True), ("spiral-classifier", True), ("linear-regression", False)]
)
def test_the_workspace_leads_to_the_map_of_a_classifier(client: TestClient, slug: str, offered: bool) -> None:
    packed = token.encode(Request(PRESETS[slug].source))
    assert (f'href="/p/{packed}/boundary"' in client.get(f"/p/{packed}").text) == offered


def test_the_passes_of_a_map_can_be_walked_through(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(program('logits')))}/boundary"
    page = client.get(address).text
    assert 'type="range" name="pass" min="0" max="1" value="1"' in page
    assert "What the model of pass 1 says of every point" in client.get(f"{address}?pass=0").text
