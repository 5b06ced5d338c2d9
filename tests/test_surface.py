"""The loss as a function of two numbers: every height is the one that plain torch computes there."""

import math
import re
from collections.abc import Callable, Iterator

import pytest
import torch
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.studies.surface.surface import survey
from app.errors import GradwalkError, RequestError
from app.export.contours import draw_map
from app.graph.model import Request
from app.graph.surface import Axis, Surface
from app.lang.starts import beginning_at
from app.main import create_app
from app.surfaces.contours import Map
from app.surfaces.levels import choose
from app.surfaces.plans import plan_surface
from app.surfaces.surfaces import finished
from app.web import token

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

FIVE: dict[str, tuple[str, Loss]] = {
    "himmelblau": (
        "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    ),
    "rosenbrock": ("(1 - x)**2 + 100 * (y - x**2)**2", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    "waves": ("torch.sin(x) * torch.cos(y) + 0.1 * x", lambda x, y: torch.sin(x) * torch.cos(y) + 0.1 * x),
    "neuron": (
        "F.binary_cross_entropy_with_logits(x * torch.tensor([1.0, -2.0, 0.5]) + y, torch.tensor([1.0, 0.0, 1.0]))",
        lambda x, y: torch.nn.functional.binary_cross_entropy_with_logits(
            x * torch.tensor([1.0, -2.0, 0.5]) + y, torch.tensor([1.0, 0.0, 1.0])
        ),
    ),
    "matrix": (
        "torch.softmax(torch.tensor([[1.0, 2.0], [0.5, -1.0]]) @ torch.stack([x, y * y]), dim=0)[0] ** 2",
        lambda x, y: torch.softmax(torch.tensor([[1.0, 2.0], [0.5, -1.0]]) @ torch.stack([x, y * y]), dim=0)[0] ** 2,
    ),
}
TRAINED = """
x = torch.tensor([-1.5, 1.0], requires_grad=True)
optimizer = torch.optim.Adam([x], lr=0.1)
for step in range(30):
    z = (x[0]**2 + x[1] - 11)**2 + (x[0] + x[1]**2 - 7)**2
    optimizer.zero_grad()
    z.backward()
    optimizer.step()
    print(z.item())
"""


def surface_of(source: str, index: int = 0, **wanted: object) -> Surface:
    """The surface of a program, as a worker makes it."""
    run = run_program(Request(source))
    assert run.error is None or run.passes, run.error
    plan = plan_surface([("", run)], index, **{"count": 8, **wanted})  # type: ignore[arg-type]
    found = survey(Request(source), plan, Limits())
    return finished(plan, found.x, found.y, found.values, found.walks, found.here, found.notes)


def two(expression: str) -> str:
    return f"x = param(0.5)\ny = param(-0.25)\nloss = {expression}\nloss.backward()"


@pytest.mark.parametrize("name", FIVE)
def test_every_height_is_what_plain_torch_computes_there(name: str) -> None:
    expression, loss = FIVE[name]
    surface = surface_of(two(expression), count=12)
    assert surface.y is not None and (surface.x.count, surface.y.count) == (12, 12)
    for row, line in enumerate(surface.values):
        for column, height in enumerate(line):
            at = torch.tensor(surface.x.place(column)), torch.tensor(surface.y.place(row))
            assert float(height) == pytest.approx(float(loss(*at)), rel=1e-5, abs=1e-6)


def test_the_walk_lies_on_the_surface_and_keeps_its_losses() -> None:
    run = run_program(Request(TRAINED))
    losses = next(series.values for series in run.series if series.kind == "loss")
    surface = surface_of(TRAINED)
    (walk,) = surface.walks
    assert surface.everywhere
    assert [spot.loss for spot in walk.spots] == pytest.approx([float(loss) for loss in losses], rel=1e-6)
    assert (walk.spots[0].x, walk.spots[0].y) == (-1.5, 1.0)


def test_a_later_pass_has_the_same_function() -> None:
    first, later = surface_of(TRAINED, 0), surface_of(TRAINED, 20)
    assert first.values == later.values
    assert (first.pass_index, later.pass_index) == (0, 20)


def test_passes_with_other_data_do_not_share_a_surface() -> None:
    source = """
w = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
for x, y in [(1.0, 2.0), (2.0, 3.0), (3.0, 5.0)]:
    loss = (w * x + b - y) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
    w.grad, b.grad = None, None
"""
    second = surface_of(source, 1)
    assert not second.everywhere and second.y is not None
    x, y = second.x.place(3), second.y.place(5)
    assert second.values[5][3] == pytest.approx((x * 2 + y - 3) ** 2, rel=1e-5)


def test_one_number_gives_a_curve() -> None:
    surface = surface_of("w = param(2.0)\nloss = (w - 1) ** 2\nloss.backward()", count=9)
    assert surface.y is None and not surface.bands
    assert list(surface.values[0]) == pytest.approx([(surface.x.place(index) - 1) ** 2 for index in range(9)])


def test_other_numbers_stay_as_they_are() -> None:
    source = "w = param([1.0, 2.0, 3.0])\nloss = (w * torch.tensor([1.0, 10.0, 100.0])).sum()\nloss.backward()"
    surface = surface_of(source, names=["w[2]", "w[0]"])
    assert surface.y is not None
    x, y = surface.x.place(2), surface.y.place(6)
    assert surface.values[6][2] == pytest.approx(100 * x + 20 + y, rel=1e-5)


def test_parameters_of_a_module_are_axes() -> None:
    source = """
torch.manual_seed(3)
net = nn.Linear(2, 1)
x = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
for step in range(2):
    loss = (net(x) ** 2).mean()
    net.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= 0.1 * p.grad
"""
    surface = surface_of(source, 1, names=["weight[0, 1]", "bias[0]"])
    torch.manual_seed(3)
    net = torch.nn.Linear(2, 1)
    data = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
    (net(data) ** 2).mean().backward()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter -= 0.1 * parameter.grad
        assert surface.y is not None
        net.weight[0, 1], net.bias[0] = surface.x.place(1), surface.y.place(4)
        assert surface.values[4][1] == pytest.approx(float((net(data) ** 2).mean()), rel=1e-5)


@pytest.mark.parametrize(
    "body",
    [
        "h = x * 3\nh += y\nloss = h ** 2",
        "box = torch.zeros(2)\nbox[0] = x\nbox[1] = y\nloss = (box * box).sum()",
        "h = torch.stack([x, y])\nh = h.clone()\nh[0] = 2.0 * y\nloss = (h ** 2).sum() + x",
        "loss = (x.detach() * y) ** 2 + x",
        "loss = torch.where(x > y, x, y) ** 2 + 0.0 * y",
        "loss = torch.stack([x * k + y for k in range(4)]).max()",
        "v = x.view(1)\nloss = (v * torch.tensor([2.0])).sum() + y ** 3",
        "loss = torch.tensor([[2.0, 0.5], [0.5, 1.0]]).mul(x ** 2 + 1.0).det() + y",
    ],
)
def test_writes_views_and_choices_are_done_again(body: str) -> None:
    names = {"torch": torch}
    surface = surface_of(two("0").replace("loss = 0\nloss.backward()", f"{body}\nloss.backward()"))
    assert surface.y is not None
    code = compile(body, "body", "exec")
    for row, line in enumerate(surface.values):
        for column, height in enumerate(line):
            at = {"x": torch.tensor(surface.x.place(column)), "y": torch.tensor(surface.y.place(row))}
            space = {**names, **at}
            exec(code, space)
            assert float(height) == pytest.approx(float(space["loss"]), rel=1e-5, abs=1e-6)  # type: ignore[arg-type]


def test_what_normalises_a_batch_is_done_again() -> None:
    source = """
x = param([0.5, -0.25])
norm = nn.BatchNorm1d(2)
data = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.0, 5.0]])
loss = (norm(data * x) * data).pow(2).mean()
loss.backward()
"""
    surface = surface_of(source)
    assert surface.y is not None
    data = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.0, 5.0]])
    x = torch.tensor([surface.x.place(1), surface.y.place(6)])
    loss = (torch.nn.BatchNorm1d(2)(data * x) * data).pow(2).mean()
    assert surface.values[6][1] == pytest.approx(loss.item(), rel=1e-4)


def test_a_place_where_torch_fails_is_a_hole() -> None:
    source = two("torch.linalg.cholesky(torch.stack([x + 5, y, y, x + 5]).view(2, 2))[0, 0] + 0 * y")
    surface = surface_of(source, ranges=((-6.0, 6.0), (-2.0, 2.0)))
    assert surface.values[0][0] == "nan" and math.isfinite(float(surface.values[4][7]))


@pytest.mark.parametrize(
    "source, code",
    [
        ("x = torch.tensor([1.0, 2.0])\nprint(x)", "no-surface"),
        (two("F.dropout(torch.stack([x, y]), 0.5).sum()"), "no-surface"),
        ("x = torch.randn(100, requires_grad=True)\n(x * x).sum().backward()", "no-surface"),
        ("x = param([1.0, 2.0])\n(x * x).backward(torch.ones(2))", "no-surface"),
        ("x = param([1.0, 2.0])\ny = x * x\ny.sum().backward(retain_graph=True)\ny.prod().backward()", "later"),
    ],
)
def test_what_has_no_surface_says_so(source: str, code: str) -> None:
    with pytest.raises(GradwalkError) as caught:
        surface_of(source, 1 if code == "later" else 0)
    assert caught.value.problem.message.text
    assert caught.value.problem.code == "no-surface"


def test_numbers_read_on_the_way_are_noted() -> None:
    assert surface_of(two("x * y if (x * y).item() > 0 else x - y")).notes
    assert not surface_of(two("x * y") + "\nprint(loss.item())").notes


@pytest.mark.parametrize("names, ranges, code", [(["q"], (None, None), "axis"), ([], ((2.0, 1.0), None), "range")])
def test_a_plan_that_makes_no_sense_is_refused(names: list[str], ranges: tuple[object, object], code: str) -> None:
    with pytest.raises(RequestError) as caught:
        surface_of(two("x * y"), names=names, ranges=ranges)
    assert caught.value.problem.code == code


def test_a_run_that_diverges_does_not_widen_the_map() -> None:
    source = TRAINED.replace("torch.optim.Adam([x], lr=0.1)", "torch.optim.SGD([x], lr=0.05)")
    surface = surface_of(source)
    assert surface.x.high - surface.x.low < 100
    assert surface.x.low <= -1.5 <= surface.x.high


def test_contours_run_where_the_loss_is_their_level() -> None:
    surface = surface_of(two("x ** 2 + y ** 2"), count=60)
    assert surface.contours
    for contour in surface.contours:
        for line in contour.lines:
            assert all(x * x + y * y == pytest.approx(contour.level, rel=0.05, abs=0.05) for x, y in line)


def test_bands_cover_the_map_once() -> None:
    surface = surface_of(two(FIVE["himmelblau"][0]), count=40)
    assert surface.y is not None
    covered = sum(area(ring) for band in surface.bands for polygon in band.polygons for ring in polygon)
    whole = (surface.x.high - surface.x.low) * (surface.y.high - surface.y.low)
    assert covered == pytest.approx(whole, rel=1e-3)


def area(ring: tuple[tuple[float, float], ...]) -> float:
    """Positive counter-clockwise; contourpy runs round holes the other way."""
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def test_a_steep_valley_has_levels_at_its_bottom() -> None:
    valley = [(1 - x / 10) ** 2 + 100 * (y / 10 - (x / 10) ** 2) ** 2 for x in range(-20, 21) for y in range(-10, 31)]
    levels = choose(valley)
    assert levels.unit is not None
    assert sum(level < 0.05 * max(valley) for level in levels.heights) >= 5


def test_a_flat_loss_and_holes_are_drawn() -> None:
    assert choose([1.0, 1.0]).heights == ()
    axis = Axis("w", 0.0, 1.0, 2)
    assert Map(axis, axis, (("nan", "nan"), ("inf", "nan"))).bands(choose([])) == ()
    assert "<svg" in draw_map(surface_of(two("0 * x * y + 1.0")))


def test_names_are_escaped_in_the_drawing() -> None:
    source = "p = {'<b>&': param(1.0)}\n(p['<b>&'] ** 2).backward()"
    drawing = draw_map(surface_of(source))
    assert "<b>" not in drawing and "&lt;b&gt;&amp;" in drawing


@pytest.mark.parametrize(
    "source, numbers, begun",
    [
        ("w = param(1.0)\nw * 2", {"w": -0.5}, "w = param(-0.5)\nw * 2"),
        ("x = torch.tensor([-4., 0.], requires_grad=True)", {"x[0]": 1.5, "x[1]": 2.0}, None),
        ("é = 'ü'; w = nn.Parameter(torch.tensor([[1, 2]]).float())", {"w[0, 1]": 9.5}, "9.5"),
        ("a, b = param(1.0), param(-2.0)", {"b": 3.0}, "a, b = param(1.0), param(3.0)"),
    ],
)
def test_a_program_can_begin_elsewhere(source: str, numbers: dict[str, float], begun: str | None) -> None:
    changed = beginning_at(source, numbers)
    assert changed is not None
    assert begun is None or begun in changed
    assert all(repr(number) in changed for number in numbers.values())
    assert changed.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    "source",
    ["w = torch.randn(2)", "w = make(1.0)", "def f():\n    w = param(1.0)", "w = param(1.0 + 1)", "w = param("],
)
def test_a_program_that_writes_no_number_begins_nowhere_else(source: str) -> None:
    assert beginning_at(source, {"w": 1.0}) is None


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), follow_redirects=False) as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_gives_the_surface_by_body_and_by_link(client: TestClient) -> None:
    posted = client.post("/api/v1/surface", json={"source": TRAINED, "x_range": [-5, 5], "y_range": [-5, 5]})
    assert posted.status_code == 200
    found = posted.json()
    assert len(found["values"]) == 60 and found["x"]["name"] == "x[0]" and found["everywhere"] is True
    link = f"/api/v1/surface?p={token.encode(Request(TRAINED))}&x=x[0]&y=x[1]&x0=-5&x1=5&y0=-5&y1=5"
    assert client.get(link).json()["values"] == found["values"]


@pytest.mark.parametrize("query", ["x=q", "x=x[0]&x0=2&x1=1", "x0=nan&x1=2", "x0=1e99&x1=2e99"])
def test_what_makes_no_sense_in_an_address_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/surface?p={token.encode(Request(TRAINED))}&{query}")
    assert answer.status_code == 422
    assert answer.json()["code"] in ("axis", "range")


def test_a_pass_that_is_not_there_is_missing(client: TestClient) -> None:
    address = f"p={token.encode(Request(TRAINED))}&pass=99"
    assert client.get(f"/api/v1/surface?{address}").status_code == 404


def test_the_page_says_in_words_what_the_map_shows(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(TRAINED))}/surface?pass=3")
    assert page.status_code == 200
    assert page.text.startswith("<!doctype html>")
    for words in ("Lowest on the grid", "pass 1<", "pass 30<", "pass 4:", 'role="img"', "<title id="):
        assert words in page.text


def test_htmx_gets_the_part_alone(client: TestClient) -> None:
    part = client.get(f"/p/{token.encode(Request(TRAINED))}/surface", headers={"HX-Request": "true"})
    assert part.text.startswith('<section id="surface"')


def test_a_program_without_a_surface_has_a_page_with_the_reason(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request('print(1)'))}/surface")
    assert page.status_code == 422
    assert "There is no surface for this program" in page.text


def test_a_click_begins_the_program_there(client: TestClient) -> None:
    begun = client.get(f"/p/{token.encode(Request(TRAINED))}/start?x=x[0]&y=x[1]&at_x=2.5&at_y=-1&x0=-5&x1=5")
    assert begun.status_code == 303
    packed = re.match(r"/p/([^/]+)/surface\?", begun.headers["location"])
    assert packed and "x = torch.tensor([2.5, -1.0], requires_grad=True)" in token.decode(packed[1], 65536).source
    assert "x0=-5&x1=5" in begun.headers["location"]


def test_a_program_that_can_not_begin_elsewhere_says_so(client: TestClient) -> None:
    source = "x = torch.randn(2, requires_grad=True)\n(x * x).sum().backward()"
    answer = client.get(f"/p/{token.encode(Request(source))}/start?x=x[0]&at_x=2.5")
    assert answer.status_code == 422


def test_a_click_moves_the_option_that_is_picked(client: TestClient) -> None:
    source = (
        "start = choose([1.0, 2.0], [3.0, 4.0])\nx = torch.tensor(start, requires_grad=True)\n(x ** 2).sum().backward()"
    )
    packed = token.encode(Request(source, choices=(1,)))
    answer = client.get(f"/p/{packed}/start?x=x[0]&at_x=0.5&y=x[1]&at_y=-1", follow_redirects=False)
    begun = token.decode(answer.headers["location"].split("/")[2], 65536)
    assert begun.source.startswith("start = choose([1.0, 2.0], [0.5, -1.0])") and begun.choices == (1,)


def test_a_number_that_is_read_elsewhere_too_stays(client: TestClient) -> None:
    source = "a = 1.0\nw = param(a)\nv = param(a)\n(w * v).backward()"
    answer = client.get(f"/p/{token.encode(Request(source))}/start?x=w&at_x=0.5&y=", follow_redirects=False)
    assert answer.status_code == 422


def test_a_browser_is_told_at_once_that_a_surface_takes_time(client: TestClient) -> None:
    source = TRAINED.replace("range(30)", "range(6000)")
    assert source != TRAINED
    address = f"/p/{token.encode(Request(source))}/surface"
    page = client.get(f"{address}?pass=2", headers={"Accept": "text/html"}).text
    assert "Computing the surface" in page and 'hx-get="?pass=2&amp;wait=1"' in page
    assert '<noscript><meta http-equiv="refresh" content="0; url=?pass=2&amp;wait=1">' in page
    part = client.get(f"{address}?pass=2&wait=1", headers={"Accept": "text/html", "HX-Request": "true"}).text
    assert part.startswith('<section id="surface"') and "<svg" in part and "Computing" not in part
