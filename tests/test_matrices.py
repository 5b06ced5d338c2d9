"""Jacobian and Hessian: they are those of torch.autograd.functional, and what their eigenvalues tell is true."""

from collections.abc import Iterator

import pytest
import torch
from starlette.testclient import TestClient
from torch.autograd import functional

from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.studies.matrices.matrices import derive
from app.errors import GradwalkError, TimeLimit
from app.graph.matrices import Matrices
from app.graph.matrix_plan import MOST_COLUMNS, planned
from app.graph.model import Request
from app.main import create_app
from app.presets import PRESETS
from app.web import token
from app.web.questions.matrices_api import EXAMPLE, names_in

NETWORK = (
    "torch.manual_seed(1)\nx = torch.randn(3, 2)\nw = torch.randn(2, 2, requires_grad=True)\n"
    "b = torch.zeros(2, requires_grad=True)\nh = torch.tanh(x @ w + b)\nloss = (h ** 2).mean()\nloss.backward()"
)


def made(source: str, of: str = "", *by: str, index: int = 0, limits: Limits | None = None) -> Matrices:
    request = Request(source)
    run = run_program(request)
    return derive(request, planned(run.passes[index], of, by), limits or Limits())


def test_the_matrices_are_those_of_torch_autograd_functional() -> None:
    torch.manual_seed(1)
    x, w = torch.randn(3, 2).double(), torch.randn(2, 2).double()
    b = torch.zeros(2, dtype=torch.float64)

    def hidden(numbers: torch.Tensor) -> torch.Tensor:
        return torch.tanh(x @ numbers[:4].reshape(2, 2) + numbers[4:])

    at = torch.cat([w.reshape(-1), b])
    jacobian = functional.jacobian(lambda numbers: hidden(numbers).reshape(-1), at)
    hessian = functional.hessian(lambda numbers: (hidden(numbers) ** 2).mean(), at)
    found = made(NETWORK, "h")
    assert found.columns == ("w[0, 0]", "w[0, 1]", "w[1, 0]", "w[1, 1]", "b[0]", "b[1]")
    assert found.jacobian.rows[:3] == ("h[0, 0]", "h[0, 1]", "h[1, 0]")
    torch.testing.assert_close(torch.tensor(found.jacobian.numbers, dtype=torch.float64), jacobian)
    assert found.hessian is not None and found.hessian.symmetric
    torch.testing.assert_close(torch.tensor(found.hessian.numbers, dtype=torch.float64), hessian)
    torch.testing.assert_close(
        torch.tensor(found.hessian.eigenvalues, dtype=torch.float64), torch.linalg.eigvalsh(hessian)
    )


@pytest.mark.parametrize("slug", PRESETS)
def test_the_matrices_of_every_preset_agree_with_finite_differences(slug: str) -> None:
    found = made(PRESETS[slug].source)
    assert found.jacobian.agrees, found.jacobian.says
    assert found.hessian is not None and found.hessian.symmetric
    assert len(found.hessian.eigenvalues) == len(found.columns) <= MOST_COLUMNS


def test_the_jacobian_of_the_loss_is_its_gradient() -> None:
    found = made(NETWORK, "loss", "w")
    assert len(found.jacobian.numbers) == 1
    run = run_program(Request(NETWORK))
    assert run.passes[0].graph is not None
    (w,) = [node for node in run.passes[0].graph.nodes if node.name == "w"]
    assert w.grad is not None
    assert found.jacobian.numbers[0] == pytest.approx([number for row in w.grad.data for number in row], rel=1e-5)


def test_single_entries_and_other_passes_can_be_chosen() -> None:
    loop = "w = param([1.0, 2.0])\nfor i in range(3):\n    y = w ** 2\n    (y.sum() * (i + 1)).backward()\n"
    found = made(loop + "    w.data += 1", "y", "w[1]", index=2)
    assert found.columns == ("w[1]",)
    assert [list(row) for row in found.jacobian.numbers] == [[0.0], [8.0]]
    assert found.hessian is not None and found.hessian.numbers == ((6.0,),)


CURVATURE = {
    "minimum": ("x = param([0.0, 0.0])\nloss = x[0] ** 2 + 3 * x[1] ** 2", True, "this is a minimum"),
    "maximum": ("x = param([0.0, 0.0])\nloss = 1 - (x ** 2).sum()", True, "this is a maximum"),
    "saddle": ("x = param([0.0, 0.0])\nloss = x[0] ** 2 - x[1] ** 2", True, "saddle point"),
    "valley": ("x = param([1.0, 1.0])\nloss = (x[0] + x[1]) ** 2", False, "some are 0"),
    "ridge": ("x = param([1.0, 1.0])\nloss = -(x[0] + x[1]) ** 2", False, "some are 0"),
    "flat": ("x = param([1.0, 1.0])\nloss = 3 * x[0] + x[1]", False, "does not curve at all"),
    "unknown": ("x = param([0.0, 1.0])\nloss = torch.sqrt(x).sum()", False, "NaN or infinity"),
}


@pytest.mark.parametrize("kind", CURVATURE)
def test_what_the_eigenvalues_tell(kind: str) -> None:
    source, stationary, words = CURVATURE[kind]
    found = made(source + "\nloss.backward()").hessian
    assert found is not None
    assert (found.curvature, found.stationary) == (kind, stationary)
    assert words in found.says.text


def test_a_minimum_of_a_steep_valley_agrees_with_its_differences() -> None:
    source = "x = param(1.0)\ny = param(1.0)\nloss = (1 - x) ** 2 + 100 * (y - x ** 2) ** 2\nloss.backward()"
    found = made(source)
    assert (found.jacobian.error, found.jacobian.agrees) == (0.0, True)


def test_upward_without_a_zero_gradient_is_only_like_a_minimum() -> None:
    found = made("x = param(3.0)\nloss = x ** 2\nloss.backward()").hessian
    assert found is not None and (found.curvature, found.stationary) == ("minimum", False)
    assert "as around a minimum" in found.says.text


def test_a_kink_is_seen_by_the_differences() -> None:
    found = made("x = param([0.0, 1.0])\ny = torch.relu(x)\nloss = y.sum()\nloss.backward()", "y").jacobian
    assert not found.agrees and "kink" in found.says.text


@pytest.mark.parametrize("source", ["x = tensor([1.0, 2.0])\nprint(x)", "w = param(1.0)\ny = w * w\nn = 1 / 0"])
def test_of_what_is_not_differentiated_there_are_no_matrices(source: str) -> None:
    with pytest.raises(GradwalkError, match="No gradient reaches a parameter"):
        made(source)


def test_a_sum_of_a_vector_pass_has_a_jacobian_but_no_hessian() -> None:
    found = made("x = param([1.0, 2.0])\ny = x ** 2\ny.backward(torch.ones(2))", "y")
    assert found.jacobian.numbers == ((2.0, 0.0), (0.0, 4.0))
    assert found.hessian is None and "does not start from one number" in found.notes[0].text


def test_what_is_too_wide_is_left_out_or_refused_with_a_way_out() -> None:
    source = (
        "W = torch.ones(10, 10, requires_grad=True)\nb = param([1.0, 2.0])\nloss = W.sum() * b.sum()\nloss.backward()"
    )
    found = made(source)
    assert (found.columns, found.left_out) == (("b[0]", "b[1]"), ("W",))
    with pytest.raises(GradwalkError) as caught:
        made(source, "loss", "W")
    assert caught.value.problem.hint is not None and "w[0, 1]" in caught.value.problem.hint.text
    assert made(source, "loss", "W[9, 9]", "b").columns == ("W[9, 9]", "b[0]", "b[1]")
    only = made("W = torch.ones(10, 10, requires_grad=True)\nloss = (W ** 2).sum()\nloss.backward()")
    assert (only.columns[0], len(only.columns), only.left_out) == ("W[0, 0]", 8, ("W",))


BAD = {
    "nobody": ("nobody", (), "node"),
    "no parameter": ("h", ("x",), "parameter"),
    "no entry": ("h", ("w[2, 0]",), "parameter"),
    "too few indices": ("h", ("w[1]",), "parameter"),
    "an input": ("x", ("w",), "no-matrices"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_there_is_refused(name: str) -> None:
    of, by, code = BAD[name]
    with pytest.raises(GradwalkError) as caught:
        made(NETWORK, of, *by)
    assert caught.value.problem.code == code


AGAIN = {
    "random numbers": ("x = param([1.0, 2.0])\ny = F.dropout(x * 2, 0.5)\nloss = y.sum()\nloss.backward()", "y"),
    "changed later": ("x = param([3.0, 2.0])\ny = x * 2\nz = y[:1]\ny.mul_(x)\n(z * y).sum().backward()", "n3"),
}


@pytest.mark.parametrize("name", AGAIN)
def test_what_cannot_be_computed_again_says_so(name: str) -> None:
    with pytest.raises(GradwalkError) as caught:
        made(*AGAIN[name])
    assert caught.value.problem.code == "no-matrices"


def test_the_time_is_bounded() -> None:
    with pytest.raises(TimeLimit):
        made(PRESETS["xor"].source, limits=Limits(seconds=0.0))


def test_names_in_an_address_may_stand_in_one_list() -> None:
    assert names_in(["w[0, 1] b,layers[0].W[1, 2]"]) == ("w[0, 1]", "b", "layers[0].W[1, 2]")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), base_url="http://localhost") as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_answers_its_own_example_and_links(client: TestClient) -> None:
    posted = client.post("/api/v1/matrices", json=EXAMPLE)
    assert posted.status_code == 200
    assert posted.json()["columns"] == ["w[0, 0]", "w[0, 1]", "w[1, 0]", "w[1, 1]"]
    query = {"p": token.encode(Request(EXAMPLE["source"])), "of": "h", "by": "w"}
    assert client.get("/api/v1/matrices", params=query).json() == posted.json()
    refused = client.post("/api/v1/matrices", json=EXAMPLE | {"by": ["v"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "parameter")


def test_the_page_shows_both_matrices_and_what_was_chosen(client: TestClient) -> None:
    link = token.encode(Request(NETWORK))
    page = client.get(f"/p/{link}/matrices?of=h&by=w[0, 1]&by=b").text
    assert page.count('<th scope="row">h[') == 6
    assert '<th scope="row">w[0, 1]</th>' in page and 'value="w[0, 1]"' in page
    assert 'value="b" checked' in page and 'value="w" checked' not in page
    assert f"/p/{link}/proof" in page
    wrong = client.get(f"/p/{link}/matrices?of=nobody", headers={"HX-Request": "true"})
    assert wrong.status_code == 422 and wrong.text.lstrip().startswith('<section id="matrices"')
    assert "matrices__problem" in wrong.text and "<select" in wrong.text


def test_a_hostile_name_stays_text(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(NETWORK))}/matrices", params={"by": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_the_workspace_and_the_proof_lead_to_the_matrices(client: TestClient) -> None:
    link = token.encode(Request(NETWORK))
    assert f'href="/p/{link}/matrices"' in client.get(f"/p/{link}").text
    assert f'href="/p/{link}/matrices"' in client.get(f"/p/{link}/proof").text


@pytest.mark.parametrize(
    ("source", "rounding"),
    [
        ("x = param(2.0)\ny = sin(x) ** 2 + cos(x) ** 2\ny.backward()", True),
        ("x = param([0.1, 0.2, 0.3])\ny = torch.softmax(x, 0).sum()\ny.backward()", True),
        ("x = param(2.0)\ny = 1e-10 * x ** 2\ny.backward()", False),
        ("x = param([1.0, 2.0])\ny = (x ** 2).sum()\ny.backward()", False),
    ],
)
def test_a_hessian_that_is_only_rounding_is_told_from_a_small_one(source: str, rounding: bool) -> None:
    hessian = made(source).hessian
    assert hessian is not None
    assert ("zero up to rounding" in hessian.says.text) == rounding
    assert (hessian.curvature == "flat") == rounding and hessian.symmetric
    assert all(abs(number) <= hessian.tolerance for number in hessian.eigenvalues) == rounding


@pytest.mark.parametrize("power", [3, 5])
def test_a_flat_inflection_is_no_kink(power: int) -> None:
    jacobian = made(f"x = param(0.0)\ny = x ** {power}\ny.backward()").jacobian
    assert jacobian.agrees and jacobian.says.text == "Finite differences give the same."


@pytest.mark.parametrize(
    ("of", "by", "hint"),
    [
        ("Y", (), "Did you mean y? There are: x, y."),
        ("", ("X",), "Did you mean x? There are: x."),
        ("", ("x[5]",), "x[1] is the last."),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_those_that_are(of: str, by: tuple[str, ...], hint: str) -> None:
    source = "x = param([1.0, 2.0])\ny = (x ** 2).sum()\ny.backward()"
    with pytest.raises(GradwalkError) as caught:
        planned(run_program(Request(source)).passes[0], of, by)
    assert caught.value.problem.hint is not None and caught.value.problem.hint.text.endswith(hint)
