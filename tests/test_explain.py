"""Every step of a graph is explained: by rules of ours nearly always, by PyTorch's own table else."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from fastapi.testclient import TestClient

from app.config import Settings
from app.engine.recording.capture import capture
from app.engine.run import run_program
from app.explain import Explanation, explain
from app.explain.derivatives import WITHOUT_FORMULA, derivative
from app.explain.fitting import fit
from app.graph.model import Pass, Request, Run
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from app.main import create_app
from app.presets import PRESETS
from app.web import token
from app.web.explaining import EXAMPLE
from tests.test_op_db import OPERATIONS

SCRIPTS = sorted((Path(__file__).parent / "data" / "scripts").rglob("*.py"))[::5]
FIRST = 2
"""So many passes of a program show all of its operations."""
OF_PYTHON = ("nothing for torch_nn::", "nothing for MyReLU ")
"""Functions with a backward of their own, written in Python."""


def run_of(source: str) -> Run:
    run = run_program(Request(source))
    assert run.error is None, run.error
    return run


def told(source: str) -> list[Explanation]:
    """The explanation of every step of the first pass."""
    run = run_of(source)
    index = PassIndex(run.passes[0])
    found = (
        explain(Moment(index, step), lambda id: index.nodes[id].name or id) for step in range(len(index.steps) + 1)
    )
    return [one for one in found if one is not None]


def kinds(pass_: Pass) -> list[str]:
    """Where the explanation of each node of autograd in a pass is from."""
    index = PassIndex(pass_)
    found = []
    for node in index.graph.nodes:
        if node.kind == "op" and node.grad_fn is not None and not (node.op or "").startswith("output "):
            name = node.grad_fn.rpartition(":")[2]
            if fit(node, index.into(node.id)) is not None:
                found.append("entry")
            else:
                known = derivative(name) is not None or name in WITHOUT_FORMULA
                found.append("table" if known else f"nothing for {node.op} {name}")
    return found


def test_a_product_is_told_in_letters_names_and_numbers() -> None:
    forward, backward = told("w = param(3.0)\nx = tensor(2.0)\ny = w * x\ny.backward()")
    (line,) = forward.lines
    assert line.named and line.numbers
    assert [line.rule.text, line.named.text, line.numbers.text] == ["y = a·b", "y = w·x", "3·2 = 6"]
    (sent,) = backward.lines
    assert sent.named and sent.numbers
    assert [sent.rule.text, sent.named.text, sent.numbers.text] == ["∂L/∂a = ∂L/∂y·b", "∂y/∂w = ∂y/∂y·x", "1·2 = 2"]
    assert backward.saved == ("x",)


def test_a_product_of_matrices_says_which_row_meets_which_column() -> None:
    source = "x = tensor([[1.0, 2.0]])\nw = param([[3.0], [4.0]])\nL = (x @ w).sum()\nL.backward()"
    line = told(source)[-1].lines[0]
    assert line.named and line.numbers
    assert line.named.text == "∂L/∂w = xᵀ @ (∂L/∂n2)"
    assert (line.shapes, line.numbers.text) == ("[2×1] = [1×2]ᵀ @ [1×1]", "1·1 = 1")


def test_what_was_broadcast_is_summed() -> None:
    line = told("w = param(2.0)\nx = tensor([1.0, 5.0])\ny = (w * x).sum()\ny.backward()")[-1].lines[0]
    assert line.numbers and line.numbers.text == "1·1 + 1·5 = 6"


def test_numbers_that_torch_does_not_have_are_not_told() -> None:
    """A hand-written backward is not the rule of the operation of the same name."""
    source = (
        "class Exp(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x.exp()\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g\n"
        "x = param(2.0)\ny = Exp.apply(x)\ny.backward()"
    )
    assert [one.origin for one in told(source)] == ["none", "words"]


def test_a_rule_is_not_told_of_a_part_that_is_written_to() -> None:
    source = "w = param(2.0)\nx = torch.zeros(3)\nx[1] = w\nx.sum().backward()"
    assert [one.origin for one in told(source)] == ["none", "entry", "entry", "words"]


@pytest.mark.parametrize("slug", PRESETS)
def test_every_node_of_a_preset_has_a_rule_of_ours(slug: str) -> None:
    run = run_program(Request(PRESETS[slug].source, until=FIRST))
    for pass_ in run.passes:
        if pass_.graph is not None:
            assert {kind for kind in kinds(pass_) if not kind.startswith(OF_PYTHON)} <= {"entry"}


def test_nearly_every_node_of_the_scripts_has_a_rule_of_ours() -> None:
    found: list[str] = []
    for path in SCRIPTS:
        for pass_ in run_program(Request(path.read_text(encoding="utf-8"), until=FIRST)).passes:
            if pass_.graph is not None:
                found += kinds(pass_)
    assert found.count("entry") / len(found) >= 0.9


@pytest.mark.filterwarnings("ignore")
def test_every_autograd_node_of_torchs_own_list_is_explained() -> None:
    without: set[str] = set()
    for op in OPERATIONS:
        for sample in islice(op.sample_inputs("cpu", torch.float64, requires_grad=True), 1):
            torch.manual_seed(0)
            try:
                captured: Any = capture(op, sample.input, *sample.args, **sample.kwargs)
            except (RuntimeError, NotImplementedError):
                continue
            found = kinds(captured.pass_)
            without.update(kind for kind in found if kind.startswith("nothing") and not kind.startswith(OF_PYTHON))
            assert all(_explained(captured.pass_))
    assert without == set()


def _explained(pass_: Pass) -> list[bool]:
    """Every step that an explanation belongs to has one, which can be made."""
    index = PassIndex(pass_)
    moments = (Moment(index, step + 1) for step, each in enumerate(index.steps) if each.kind in ("compute", "send"))
    return [explain(moment, lambda id: id) is not None for moment in moments]


@pytest.fixture(scope="module")
def client() -> Any:
    with TestClient(create_app(Settings(workers=1)), base_url="http://localhost") as client:
        yield client


SOURCE = "w = param(3.0)\ny = sigmoid(w)\ny.backward()"
ADDRESS = f"/p/{token.encode(Request(SOURCE))}"


def panel(page: str) -> str:
    return page.partition('id="step"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("level", "formulas", "facts"), [("numbers", 0, False), ("rule", 3, False), ("everything", 3, True)]
)
def test_the_level_of_detail_is_in_the_address(client: TestClient, level: str, formulas: int, facts: bool) -> None:
    page = client.get(f"{ADDRESS}?step=3&detail={level}").text
    assert panel(page).count("<math") == formulas
    assert ("vector-Jacobian" in panel(page)) == facts
    assert ("&amp;detail=" in page.partition('id="transport"')[2]) == (level != "rule")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{ADDRESS}?step=2&detail={level}"}
    step = client.get(f"{ADDRESS}?step=3&from=2", headers=headers)
    assert panel(step.text).count("<math") == formulas
    assert step.headers["HX-Push-Url"] == "?step=3" + ("" if level == "rule" else f"&detail={level}")


def test_names_of_a_program_do_not_become_markup(client: TestClient) -> None:
    address = f"/p/{token.encode(Request('w = param(3.0)' + chr(10) + 'y = (w < 4.0) * w'))}"
    shown = panel(client.get(f"{address}?step=2").text)
    assert "<math" in shown and "w < 4.0" not in shown and "w &lt; 4.0" in shown


def test_the_api_explains_a_step(client: TestClient) -> None:
    answer = client.post("/api/v1/explain", json={"source": SOURCE, "step": 3}).json()
    assert answer["rule"]["text"] == "∂L/∂x = ∂L/∂y·(y·(1 − y))"
    assert answer["named"]["latex"].startswith(r"\frac{\partial y}{\partial w} = \frac{\partial y}{\partial y}")
    assert re.match("<math.*</math>$", answer["numbers"]["mathml"])
    link = f"/api/v1/explain?p={token.encode(Request(SOURCE))}&step=3"
    assert client.get(link).json() == answer
    chinese = client.post("/api/v1/explain", json={"source": SOURCE, "step": 3, "lang": "zh"}).json()
    assert chinese["note"] != answer["note"] and chinese["rule"] == answer["rule"]
    assert client.post("/api/v1/explain", json={"source": SOURCE, "step": 99}).status_code == 404
    assert client.post("/api/v1/explain", json={"source": "y = nothing_here("}).status_code == 422
    assert client.post("/api/v1/explain", json=EXAMPLE).status_code == 200
