"""Autograd beside finite differences: where the loss is smooth they agree, and a wrong backward is found out."""

from collections.abc import Iterator

import pytest
import torch
from starlette.testclient import TestClient

from app.engine.limits import Limits
from app.engine.studies.proof.proof import MOST_ENTRIES, prove
from app.errors import GradwalkError
from app.graph.model import Request
from app.graph.proof import Proof
from app.main import create_app
from app.presets import PRESETS
from app.web import token

RELU = PRESETS["custom-function"].source
WRONG = RELU.replace("grad_input[input < 0] = 0", "pass")
"""Its backward lets everything through."""


def proved(source: str, index: int = 0) -> Proof:
    return prove(Request(source), index, Limits())


@pytest.mark.parametrize("slug", PRESETS)
def test_the_proof_of_every_preset_agrees(slug: str) -> None:
    found = proved(PRESETS[slug].source)
    assert found.trials
    assert {trial.outcome for trial in found.trials} <= {"agrees", "rounding"}
    for trial in found.trials:
        scale = max(abs(float(trial.numeric)), 1e-6)
        assert float(trial.precise) == pytest.approx(float(trial.numeric), abs=1e-5 * scale)


def test_what_an_earlier_pass_has_computed_is_not_computed_again() -> None:
    source = "w = param(2.0)\nh = w * w\n(h * 2).backward(retain_graph=True)\nloss = h * 3\nloss.backward()"
    with pytest.raises(GradwalkError, match="an earlier pass has computed"):
        proved(source, 1)


def test_a_wrong_backward_of_a_custom_function_is_found_out_and_named() -> None:
    trials = proved(WRONG).trials
    assert [trial.outcome for trial in trials] == ["agrees", "differs", "differs"]
    assert [trial.autograd for trial in trials] == [2.0, -4.0, -6.0]
    assert [trial.numeric for trial in trials] == pytest.approx([2.0, 0.0, 0.0])
    assert "MyReLU, whose backward()" in trials[1].says.text


def test_a_custom_function_with_several_inputs_and_results_is_computed_again() -> None:
    trials = proved(
        "class Both(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, a, b, power):\n"
        "        ctx.save_for_backward(a, b)\n        ctx.power = power\n        return a * b, a ** power\n"
        "    @staticmethod\n    def backward(ctx, g, h):\n        a, b = ctx.saved_tensors\n"
        "        return g * b + h * ctx.power * a ** (ctx.power - 1), g * a, None\n"
        "x, y = param([1.0, 2.0]), param([0.5, 3.0])\np, q = Both.apply(x, y, 3)\nloss = (p * q).sum()\nloss.backward()"
    ).trials
    assert [trial.outcome for trial in trials] == ["agrees"] * 4
    x, y = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([0.5, 3.0], requires_grad=True)
    (x * y * x**3).sum().backward()
    assert x.grad is not None and y.grad is not None
    assert [trial.numeric for trial in trials] == pytest.approx([*x.grad.tolist(), *y.grad.tolist()], rel=1e-6)


@pytest.mark.parametrize(
    ("source", "left", "right"),
    [
        ("w = param(0.0)\nloss = torch.relu(w) * 3\nloss.backward()", 0.0, 3.0),
        ("w = param(0.0)\nloss = w.abs()\nloss.backward()", -1.0, 1.0),
        ("w = param(2.0)\nloss = torch.maximum(w, torch.tensor(2.0)) * 4\nloss.backward()", 0.0, 4.0),
    ],
)
def test_a_kink_is_told_with_both_slopes(source: str, left: float, right: float) -> None:
    (trial,) = proved(source).trials
    assert trial.outcome == "kink"
    assert [trial.left, trial.right] == pytest.approx([left, right], abs=1e-6)


def test_a_backward_that_does_not_belong_to_the_loss_is_found_out() -> None:
    source = "w = param(2.0)\nh = w ** 2\nh.register_hook(lambda g: g * 2)\nloss = h * 3\nloss.backward()"
    (trial,) = proved(source).trials
    assert trial.outcome == "differs"
    assert (trial.autograd, trial.numeric) == (24.0, pytest.approx(12.0, rel=1e-8))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("w = param(2.0)\nw.register_hook(lambda g: g + 1)\nloss = w * 3\nloss.backward()", "a hook of the program"),
        ("w = param(2.0)\nx = w.clone()\nx.data.mul_(2)\nloss = x ** 2\nloss.backward()", "through .data"),
    ],
)
def test_what_differs_is_told_with_the_cause(source: str, words: str) -> None:
    (trial,) = proved(source).trials
    assert trial.outcome == "differs" and words in trial.says.text


@pytest.mark.parametrize(
    "source",
    [
        "w = param(0.0)\nloss = w ** 3\nloss.backward()",
        "w = param(0.0)\nloss = 1000 * w ** 5\nloss.backward()",
        "w = param(0.001)\nloss = w ** 3\nloss.backward()",
        "w = param(1.0)\nloss = torch.relu(w - 1.0000001) * 5\nloss.backward()",
    ],
)
def test_a_step_that_is_too_long_for_the_bend_is_no_mistake_and_no_kink(source: str) -> None:
    (trial,) = proved(source).trials
    assert trial.outcome == "agrees"


def test_a_jump_is_told_with_its_size() -> None:
    (trial,) = proved("w = param(1.0)\nloss = torch.floor(w * 2.0) * w\nloss.backward()").trials
    assert trial.outcome == "kink" and "jumps here, by about 1," in trial.says.text


def test_what_is_computed_without_gradients_stays_as_it_is() -> None:
    source = "w = param(2.0)\nh = (w * 3).detach()\nloss = w * h\nloss.backward()"
    (trial,) = proved(source).trials
    assert (trial.autograd, trial.outcome) == (6.0, "agrees")


def test_of_a_large_parameter_some_entries_and_a_direction_are_tried() -> None:
    made = "torch.manual_seed(0)\nW = torch.randn(6, 7, requires_grad=True)\nx = torch.randn(6)"
    source = f"{made}\nloss = torch.tanh(x @ W).sum()\nloss.backward()"
    found = proved(source)
    single = [trial for trial in found.trials if trial.entries is None]
    (together,) = [trial for trial in found.trials if trial.entries is not None]
    assert len(single) < MOST_ENTRIES and together.entries == 42
    assert found.left_out == 42 - len(single)
    assert all(trial.name.startswith("W[") and trial.outcome == "agrees" for trial in single)
    assert together.outcome == "agrees"


def test_rounding_is_told_from_a_mistake() -> None:
    source = "w = param(0.1)\nloss = (w + 1000.0 - 1000.0) ** 2\nloss.backward()"
    (trial,) = proved(source).trials
    assert trial.outcome == "rounding"
    assert float(trial.error) > 1e-5 and trial.precise == pytest.approx(trial.numeric, rel=1e-6)


def test_a_gradient_that_is_nothing_but_rounding_is_told_from_a_mistake() -> None:
    """A bias before a normalisation has no effect: its gradient is 0, and in float32 what rounding leaves of 0."""
    source = (
        "torch.manual_seed(0)\nx = torch.randn(8, 3, 12, 12)\nconv = nn.Conv2d(3, 4, 3)\nbn = nn.BatchNorm2d(4)\n"
        "head = nn.Linear(400, 2)\nt = torch.randint(0, 2, (8,))\n"
        "h = torch.relu(bn(conv(x + 5))).flatten(1)\nloss = F.cross_entropy(head(h), t)\n{more}loss.backward()"
    )
    biases = [trial for trial in proved(source.format(more="")).trials if trial.name.startswith("conv.bias")]
    assert len(biases) == 4 and any(abs(float(trial.autograd)) > 1e-9 for trial in biases)
    assert {trial.outcome for trial in biases} <= {"agrees", "rounding"}
    assert "rounding" in {trial.outcome for trial in biases}
    hooked = proved(source.format(more="conv.bias.register_hook(lambda g: g + 1e-3)\n"))
    assert {trial.outcome for trial in hooked.trials if trial.name.startswith("conv.bias")} == {"differs"}


def test_a_later_pass_is_proved_at_its_own_numbers() -> None:
    step = "    w.grad = None\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.01 * w.grad"
    source = f"w = param(3.0)\nfor i in range(3):\n    loss = w ** 3\n{step}"
    first, last = proved(source, 0), proved(source, 2)
    assert first.trials[0].value == pytest.approx(3.0)
    assert float(last.trials[0].numeric) == pytest.approx(3 * float(last.trials[0].value) ** 2, rel=1e-6)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        while client.get("/readyz").status_code == 503:
            pass  # the first worker is on its way
        yield client


def test_the_api_and_the_page_give_the_proof(client: TestClient) -> None:
    source = PRESETS["network-2-2-2"].source
    posted = client.post("/api/v1/proof", json={"source": source})
    assert [trial["name"] for trial in posted.json()["trials"]] == [f"w{place}" for place in range(1, 9)]
    assert client.get(f"/api/v1/proof?p={token.encode(Request(source))}").json() == posted.json()
    page = client.get(f"/p/{token.encode(Request(source))}/proof")
    assert page.status_code == 200 and page.text.count("proof__line--agrees") == 8
    part = client.get(f"/p/{token.encode(Request('x = tensor(1.0)'))}/proof", headers={"HX-Request": "true"})
    assert part.status_code == 422 and part.text.startswith('<section id="proof"')
