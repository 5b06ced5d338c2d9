"""Gradients derived by hand: the right ones pass, and each planted mistake is found and named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.studies.derivation.derivation import examine
from app.engine.studies.derivation.diagnosis import Case, diagnose
from app.engine.studies.derivation.nearby_scenes import stage
from app.errors import GradwalkError
from app.graph.derivation import Checked
from app.graph.model import Request
from app.main import create_app
from app.presets import PRESETS
from app.web import token

NETWORK = PRESETS["network-2-2-2"].source
STEPS = """d_o1 = o1 - y1
d_o2 = o2 - y2
d_in_o1 = d_o1 * o1 * (1 - o1)
d_in_o2 = d_o2 * o2 * (1 - o2)
d_w5 = d_in_o1 * h1
d_w7 = d_in_o1 * h2
d_w6 = d_in_o2 * h1
d_w8 = d_in_o2 * h2
d_h1 = d_in_o1 * w5 + d_in_o2 * w6
d_h2 = d_in_o1 * w7 + d_in_o2 * w8
d_in_h1 = d_h1 * h1 * (1 - h1)
d_in_h2 = d_h2 * h2 * (1 - h2)
d_w1 = d_in_h1 * x1
d_w3 = d_in_h1 * x2
d_w2 = d_in_h2 * x1
d_w4 = d_in_h2 * x2"""
LINE = "d_w1 = (o1-y1)*o1*(1-o1)*w5*h1*(1-h1)*x1 + (o2-y2)*o2*(1-o2)*w6*h1*(1-h1)*x1"
MATRICES = """
x = torch.tensor([[0.5, 0.3], [0.1, -0.2], [1.0, 2.0]])
y = torch.tensor([[0.23, -0.07], [0.1, 0.2], [0.3, 0.4]])
w1 = torch.tensor([[0.2, -0.4, 0.3], [0.5, 0.6, 0.1]], requires_grad=True)
w2 = torch.tensor([[0.1, -0.5], [-0.3, 0.8], [0.4, 0.2]], requires_grad=True)
b = torch.zeros(2, requires_grad=True)
z = x @ w1
h = torch.relu(z)
p = h @ w2 + b
o = torch.sigmoid(p)
loss = ((o - y) ** 2).sum()
loss.backward()
"""
NUMPY = """import numpy as np
grad_o = 2.0 * (o - y)
grad_p = grad_o * o * (1 - o)
grad_w2 = h.T.dot(grad_p)
grad_b = grad_p.sum(axis=0)
grad_h = grad_p.dot(w2.T)
grad_z = grad_h.copy()
grad_z[h <= 0] = 0
grad_w1 = x.T.dot(grad_z)"""
PLANTED = [
    # the line of one gradient: what stands in it, what is written instead, what the hint must say
    (" + (o2-y2)*o2*(1-o2)*w6*h1*(1-h1)*x1", "", "A path is missing: loss → o2 → in_o2 → h1 → in_h1 → w1"),
    ("(o1-y1)*o1*(1-o1)*w5*h1*(1-h1)*x1 + ", "", "A path is missing: loss → o1 → in_o1 → h1 → in_h1 → w1"),
    (" + (o2", " - (o2", "The sign is wrong on the path loss → o2"),
    ("(o1-y1)", "(y1-o1)", "The sign is wrong on the path loss → o1"),
    ("(1-o1)*", "", "o1 * (1 - o1)"),
    ("o1*(1-o1)*", "", "The factor o1 * (1 - o1) (sigmoid) is missing on the path loss → o1"),
    ("w5*", "", "The factor w5 is missing on the path loss → o1"),
    ("w6", "w7", "w7 where w6 belongs"),
    ("w5", "w6", "w6 where w5 belongs"),
    ("*x1 +", "*x2 +", "x2 where x1 belongs"),
    ("*x1", "*x2", "This is the gradient of w3, not of w1"),
    ("*x1", "", "This is the gradient of in_h1"),
    ("h1*(1-h1)", "(1-h1**2)", "(1 - h1 ** 2) stands where h1 * (1 - h1)"),
    ("o1*(1-o1)", "(1-o1**2)", "(1 - o1 ** 2) where o1 * (1 - o1)"),
    ("o1*(1-o1)", "in_o1*(1-in_o1)", "in_o1 * (1 - in_o1) where o1 * (1 - o1)"),
    ("h1*(1-h1)", "h2*(1-h2)", "h2 * (1 - h2) stands where h1 * (1 - h1)"),
    ("(o1-y1)*", "(o1-y2)*", "(o1 - y2) where (o1 - y1)"),
    ("(o1-y1)", "2*(o1-y1)", "A path is counted twice, or has a factor 2 too many: loss → o1"),
    (
        "w5*h1*(1-h1)*x1 +",
        "w5*h1*(1-h1)*h1*(1-h1)*x1 +",
        "h1 * (1 - h1) (sigmoid) is there twice on the path loss → o1",
    ),
    ("= ", "= -1*(0) - ", "The sign is wrong on the path loss → o1"),
    ("h1*(1-h1)*x1", "h1*(1-h1)*x1*2", "2 times too large"),
]


def checked(derivation: str, source: str = NETWORK, index: int = 0) -> Checked:
    return examine(Request(source), index, derivation, Limits())


def hints(found: Checked) -> dict[str, str]:
    return {result.name: result.hint.text for result in found.results if not result.agrees and result.hint is not None}


@pytest.mark.parametrize("written", ["d_{}", "d{}", "grad_{}", "{}_grad", "dL_d{}", "dloss_d{}"])
def test_the_right_derivation_passes_under_every_spelling(written: str) -> None:
    found = checked(f"{written.format('w1')} = {LINE.partition('= ')[2]}")
    assert [(result.name, result.agrees) for result in found.results] == [("w1", True)]
    assert "w2" in found.missing and "w1" not in found.missing


def test_a_derivation_step_by_step_passes() -> None:
    found = checked(STEPS)
    assert len(found.results) == 16 and all(result.agrees for result in found.results)
    assert found.missing == () and found.notes == ()
    assert min(result.points for result in found.results) >= 3


@pytest.mark.parametrize(("right", "wrong", "hint"), PLANTED)
def test_a_planted_mistake_is_named(right: str, wrong: str, hint: str) -> None:
    derivation = LINE.replace(right, wrong)
    assert derivation != LINE
    found = checked(derivation)
    assert not found.results[0].agrees
    assert hint in hints(found)["w1"]


def test_what_follows_from_a_mistake_points_back_to_it() -> None:
    found = hints(checked(STEPS.replace(" + d_in_o2 * w6", "")))
    assert found["h1"].startswith("A path is missing: loss → o2 → in_o2 → h1")
    assert {name: hint for name, hint in found.items() if name != "h1"} == dict.fromkeys(
        ("in_h1", "w1", "w3"), "It uses d_h1, which is wrong already; put that right first."
    )


def test_numpy_code_by_hand_passes() -> None:
    found = checked(NUMPY, MATRICES)
    assert len(found.results) == 7 and all(result.agrees for result in found.results)


@pytest.mark.parametrize(
    ("right", "wrong", "name", "hint"),
    [
        ("2.0 * ", "", "o", "2 times too small"),
        ("(o - y)", "(y - o)", "o", "The sign is wrong"),
        (" * o * (1 - o)", "", "p", "gradient of o"),
        (" * o * (1 - o)", " * (1 - o * o)", "p", "derivative of tanh where that of sigmoid belongs"),
        (".sum(axis=0)", "", "b", "sum over dimension 0 is missing"),
        ("\ngrad_z[h <= 0] = 0", "", "z", "gradient of h"),
        ("x.T.dot(grad_z)", "x.T.dot(grad_h)", "w1", "derivative of relu is missing on the way h → z → w1"),
        ("h.T.dot(grad_p)", "grad_p.T.dot(h)", "w2", "transposed"),
        (".sum(axis=0)", ".mean(axis=0)", "b", "3 times too small"),
    ],
)
def test_a_mistake_in_matrices_is_named(right: str, wrong: str, name: str, hint: str) -> None:
    found = checked(NUMPY.replace(right, wrong), MATRICES)
    assert hint in hints(found)[name]
    first = next(result for result in found.results if not result.agrees)
    assert first.name == name


def test_a_skip_connection_that_was_forgotten_is_a_missing_path() -> None:
    source = MATRICES.replace("o = torch.sigmoid(p)", "o = torch.sigmoid(p) + h[:, :2]")
    lines = "grad_o = 2 * (o - y)\ns = torch.sigmoid(p)\ngrad_h = (grad_o * s * (1 - s)) @ w2.T"
    assert hints(checked(lines, source))["h"].startswith("A path is missing")


def test_numbers_in_place_of_a_derivation_are_compared_where_they_hold() -> None:
    found = checked("d_w1 = -0.0084215\nd_w2 = 3.0")
    assert [result.agrees for result in found.results] == [True, False]
    assert "own numbers" in found.notes[0].text
    assert {result.points for result in found.results} == {1}


def test_right_at_the_programs_numbers_alone_is_not_right() -> None:
    source = "a = param(2.0)\nb = param(2.0)\nloss = a * b\nloss.backward()"
    found = checked("d_a = a\nd_b = a", source)
    assert [result.agrees for result in found.results] == [False, True]
    assert found.results[0].ours.data == found.results[0].theirs.data == 2.0  # type: ignore[union-attr]


def test_a_gradient_that_is_a_constant_is_right() -> None:
    found = checked("d_loss = 1\nd_a = 3", "a = param(2.0)\nloss = 3 * a\nloss.backward()")
    assert all(result.agrees for result in found.results) and found.notes == ()


def test_a_later_pass_is_checked_at_its_own_numbers() -> None:
    step = "    w.grad = None\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.01 * w.grad"
    source = f"w = param(3.0)\nfor i in range(3):\n    loss = w ** 3\n{step}"
    found = checked("d_w = 3 * w ** 2", source, 2)
    assert found.results[0].agrees
    assert found.results[0].ours.data < 27 - 1


def test_a_pass_that_cannot_be_moved_is_compared_as_it_is() -> None:
    source = (
        "torch.manual_seed(0)\nw = param([1.0, 2.0, 3.0])\nh = F.dropout(w, 0.5)\nloss = (h * h).sum()\nloss.backward()"
    )
    found = checked("d_h = 2 * h", source)
    assert found.results[0].agrees and found.results[0].points == 1
    assert "can't be computed at other numbers" in found.notes[0].text


LOGARITHM = "x = param(0.0)\ny = x * 2\nloss = torch.log(y) * y\nloss.backward()"


def test_where_the_own_gradient_is_no_number_others_near_by_decide() -> None:
    right, wrong = checked("d_x = 2 * torch.log(y) + 2", LOGARITHM), checked("d_x = 2 * torch.log(y)", LOGARITHM)
    assert right.results[0].ours.data == "nan" and right.results[0].agrees
    assert not wrong.results[0].agrees
    assert "near by" in right.notes[0].text


def test_a_gradient_that_is_never_a_number_must_be_bad_in_the_same_way() -> None:
    source = "x = torch.tensor([-1.0, 4.0])\nw = param([1.0, 1.0])\nloss = (torch.log(x) * w).sum()\nloss.backward()"
    same, other = checked("d_w = torch.log(x)", source), checked("d_w = torch.log(x.abs())", source)
    assert same.results[0].ours.data[0] == "nan" and same.results[0].agrees
    assert not other.results[0].agrees
    assert hints(other)["w"].startswith("The program's own gradient holds NaN")


CHAIN = (
    "w = param([0.3, 0.2])\nh = w * 2\nfor i in range({count}):\n    h = torch.tanh(h)\n"
    "loss = (h * w).sum()\nloss.backward()"
)
"""The derivation forgets that w stands in the loss itself."""
FORGOTTEN = "d = w * 2\ng = 2 * w\nfor i in range({count}):\n    d = torch.tanh(d)\n    g = g * (1 - d ** 2)\nd_w = g"


@pytest.mark.parametrize(("count", "hint"), [(20, "A path is missing"), (260, "No simple mistake")])
def test_in_a_long_graph_no_single_path_is_looked_for(count: int, hint: str) -> None:
    assert hint in hints(checked(FORGOTTEN.format(count=count), CHAIN.format(count=count)))["w"]


def test_in_a_long_graph_what_concerns_the_whole_gradient_is_still_found() -> None:
    scaled = FORGOTTEN.format(count=260) + " * 3 + 3 * d"
    assert "3 times too large" in hints(checked(scaled, CHAIN.format(count=260)))["w"]


def test_the_time_for_the_explanation_is_bounded() -> None:
    scenes = stage(Request(CHAIN.format(count=20)), 0, Limits()).scenes
    theirs = tuple(scene.gradients["w"] - scene.variables["h"] for scene in scenes)
    case = Case("d_w", "w", theirs, tuple(scenes))
    found = diagnose(case)
    assert found is not None and "A path is missing" in found.says.text
    assert diagnose(replace(case, ends=0.0)) is None
    doubled = replace(case, theirs=tuple(2 * scene.gradients["w"] for scene in scenes), ends=0.0)
    still = diagnose(doubled)
    assert still is not None and "2 times too large" in still.says.text


@pytest.mark.parametrize(
    ("derivation", "code"),
    [
        ("d_w1 = q * 2", "undefined-name"),
        ("z = 3", "derivation"),
        ("d_w1 = (", "bracket"),
        ("loss.backward()\nd_w1 = 1", "derivation"),
        ("d_w1 = open('x')", None),
        ("d_w1 = x1.__class__", None),
        ("while True:\n    d_w1 = 1", "time-limit"),
    ],
)
def test_what_is_no_derivation_says_so(derivation: str, code: str | None) -> None:
    with pytest.raises(GradwalkError) as caught:
        examine(Request(NETWORK), 0, derivation, Limits(seconds=2.0))
    assert code is None or caught.value.problem.code == code


def test_a_derivation_cannot_change_the_program() -> None:
    before = checked("d_w1 = x1 * 0 + 1").results[0].ours
    after = checked("w1.zero_()\no1.zero_()\nx1.add_(5)\nd_w1 = x1 * 0 + 1").results[0].ours
    assert before == after


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_checks_a_derivation(client: TestClient) -> None:
    answer = client.post("/api/v1/check", json={"source": NETWORK, "derivation": LINE + "\nd_w5 = o1"})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [(result["name"], result["agrees"]) for result in results] == [("w1", True), ("w5", False)]
    wrong = client.post("/api/v1/check", json={"source": NETWORK, "derivation": "d_w1 = ("})
    assert wrong.status_code == 422 and wrong.json()["line"] == 1


def test_the_example_of_the_documentation_works(client: TestClient) -> None:
    routes = client.get("/api/v1/openapi.json").json()["paths"]
    for name, wanted in {"paths": "agrees", "proof": "trials", "check": "results"}.items():
        example = routes[f"/api/v1/{name}"]["post"]["requestBody"]["content"]["application/json"]["example"]
        answer = client.post(f"/api/v1/{name}", json=example)
        assert answer.status_code == 200 and answer.json()[wanted]


def test_a_mistake_of_the_program_is_not_marked_in_the_derivation(client: TestClient) -> None:
    packed = token.encode(Request("w = param(2.0)\nh = w.undefined()"))
    page = client.get(f"/p/{packed}/check", params={"derivation": "d_h = 1\nd_w = 2"}).text
    assert "h = <mark>w.undefined</mark>()" in page and page.count("<mark>") == 1


def test_the_page_is_a_form_whose_answer_is_a_link(client: TestClient) -> None:
    packed = token.encode(Request(NETWORK))
    empty = client.get(f"/p/{packed}/check")
    assert empty.status_code == 200 and "d_w1 = " in empty.text
    page = client.get(f"/p/{packed}/check", params={"derivation": LINE.replace("w6", "w7")})
    assert "w7 where w6 belongs" in page.text and "0 of 1 gradients are right." in page.text
    broken = client.get(f"/p/{packed}/check", params={"derivation": "d_w1 = <b>("}, headers={"HX-Request": "true"})
    assert broken.status_code == 422 and "<b>(" not in broken.text
