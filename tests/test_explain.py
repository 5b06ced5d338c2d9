"""Every step of a graph is explained: by rules of ours nearly always, by PyTorch's own table else."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.engine.run import run_program
from app.explain import Explanation, Product, explain
from app.explain.derivatives import WITHOUT_FORMULA, derivative
from app.explain.fitting import fit
from app.graph.folding.fold import fold
from app.graph.folding.membership import Membership
from app.graph.model import Pass, Request, Run
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from app.main import create_app
from app.ops.composites import SIGNS
from app.presets import PRESETS
from app.web import token
from app.web.walk.explaining import EXAMPLE
from app.web.walk.panel import Narrator
from tests.test_op_db import OPERATIONS, samples_of

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


PRODUCTS = {
    "matmul": "y = x @ w",
    "mm": "y = torch.mm(x, w)",
    "a vector from the left": "y = x[0] @ w",
    "a vector from the right": "y = x @ w[:, 0]",
    "mv": "y = torch.mv(x, w[:, 0])",
    "addmm": "y = torch.addmm(b, x, w)",
    "linear": "y = F.linear(x, w.T, b)",
    "bmm": "y = torch.bmm(x.unsqueeze(0), w.unsqueeze(0))",
}


def products(source: str) -> list[Product]:
    return [line.product for one in told(source) for line in one.lines if line.product is not None]


@pytest.mark.parametrize("made", PRODUCTS.values(), ids=PRODUCTS)
def test_a_small_product_is_laid_out_with_the_sum_of_every_entry(made: str) -> None:
    source = (
        "x = param([[1.0, 2.0], [3.0, 4.0], [0.5, -1.0]])\nw = param([[0.1, 0.2], [-0.3, 0.4]])\n"
        f"b = param([10.0, 20.0])\n{made}\n((y ** 2).sum()).backward()"
    )
    found = products(source)
    assert len(found) == 3, "forward, and back to both factors"
    for product in found:
        for row, (results, sums) in enumerate(zip(product.result.rows, product.sums, strict=True)):
            for column, (result, told_sum) in enumerate(zip(results, sums, strict=True)):
                meets = zip(product.left.rows[row], (each[column] for each in product.right.rows), strict=True)
                total = sum(float(one) * float(other) for one, other in meets)
                if product.added is not None:
                    total += float(product.added.rows[0][column])
                assert total == pytest.approx(float(result), rel=1e-3)
                assert told_sum.text.endswith(f"= {result}") and told_sum.spoken


def test_the_sum_of_an_entry_names_its_place_and_its_numbers() -> None:
    product = products("x = tensor([[0.1, 0.2]])\nw = param([[0.3, 1.0], [0.5, 2.0]])\n(x @ w).sum().backward()")[0]
    assert (product.left.name, product.left.shape, product.right.shape) == ("x", "[1×2]", "[2×2]")
    assert (product.sums[0][0].place, product.sums[0][0].text) == ("[0, 0]", "0.1·0.3 + 0.2·0.5 = 0.13")
    assert product.sums[0][1].spoken == "0.1 times 1 plus 0.2 times 2 equals 0.5"


@pytest.mark.parametrize("shapes", ["(5, 2), (2, 5)", "(2, 9), (9, 2)", "(64, 100), (100, 10)"])
def test_a_large_product_is_not_laid_out(shapes: str) -> None:
    one, other = shapes.split("), ")
    source = f"x = torch.ones({one[1:]})\nw = torch.ones({other[1:-1]}, requires_grad=True)\n(x @ w).sum().backward()"
    assert told(source)[0].lines[0].product is None


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
        for sample in samples_of(op)[:1]:
            found = kinds(sample.captured.pass_)
            without.update(kind for kind in found if kind.startswith("nothing") and not kind.startswith(OF_PYTHON))
            assert all(_explained(sample.captured.pass_))
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


def test_a_product_is_on_the_page_with_its_first_entry_lit(client: TestClient) -> None:
    source = "x = tensor([[0.1, 0.2]])\nw = param([[0.3, 1.0], [0.5, 2.0]])\ny = x @ w\ny.sum().backward()"
    shown = panel(client.get(f"/p/{token.encode(Request(source))}?step=1").text)
    assert shown.count('class="is-lit"') == 2 + 2 + 1
    assert "<output>0.1·0.3 + 0.2·0.5 = 0.13</output>" in shown
    assert 'title="0.1·1 + 0.2·2 = 0.5"' in shown


def test_a_step_back_and_a_parameter_ask_why(client: TestClient) -> None:
    page = client.get(f"{ADDRESS}?step=3").text
    form = '<form id="asking" method="get" action="/p/'
    assert form in page and 'form="asking" name="node" value="n1"' in panel(page)
    assert 'form="asking" name="node" value="n0"' in page.partition('id="variables"')[2]
    assert client.get(f"{ADDRESS}/paths?node=n1").status_code == 200


def test_a_long_name_loses_its_middle_and_never_becomes_a_name_of_the_program() -> None:
    """Letters of a rule would be taken for variables that are called so."""
    source = (
        "a = param(1.0)\nb = param(2.0)\ny = torch.sigmoid(a * 3.0 + 4.0) * torch.sigmoid(b * 5.0 + 6.0)\ny.backward()"
    )
    run = run_program(Request(source))
    index = PassIndex(run.passes[0])
    name = Narrator(run, Moment(index, 0)).name
    found = [explain(Moment(index, k + 1), name) for k, step in enumerate(index.steps) if step.kind == "compute"]
    named = found[-1].lines[0].named
    assert named is not None and named.text == "y = (torch.sigm…3.0 + 4.0))·(torch.sigm…5.0 + 6.0))"


def test_an_exponent_is_computed_out() -> None:
    (line,) = told("x = param(3.0)\ny = x ** 2\ny.backward()")[-1].lines
    assert line.named and line.numbers
    assert [line.rule.text, line.named.text] == ["∂L/∂a = ∂L/∂y·(b·a^(b − 1))", "∂y/∂x = ∂y/∂y·(2·x)"]
    assert line.numbers.text == "1·(2·3) = 6"


def test_a_cross_entropy_is_told_with_the_numbers_of_its_probabilities() -> None:
    source = "x = param([[0.0, 0.0]])\nloss = F.cross_entropy(x, torch.tensor([1]))\nloss.backward()"
    run = run_program(Request(source))
    held = Membership(run.passes[0])
    index = PassIndex(fold(run.passes[0], held.written, SIGNS, held))
    found = [explain(Moment(index, k + 1), lambda id: id) for k, step in enumerate(index.steps) if step.kind == "send"]
    assert [line.numbers.text for line in found[0].lines if line.numbers] == ["1·(0.5 − 0) / 1 = 0.5"]


@pytest.mark.parametrize(
    ("call", "numbers"),
    [
        ("x.std(dim=1)", "√(((1 − 2)² + (3 − 2)²) / (2 − 1)) = 1.4142"),
        ("x.norm(dim=0)", "√(1² + 5²) = 5.099"),
        ("x.mean(dim=0)", "(1 + 5) / 2 = 3"),
        ("x.sum((0, 1))", "1 + 3 + 5 + 9 = 18"),
    ],
)
def test_a_reduction_along_a_dimension_sums_only_there(call: str, numbers: str) -> None:
    line = told(f"x = param([[1.0, 3.0], [5.0, 9.0]])\n({call}).sum().backward()")[0].lines[0]
    assert line.numbers is not None and line.numbers.text == numbers


def test_an_in_place_product_keeps_its_rule_though_torch_copies_what_it_overwrites() -> None:
    steps = told("x = param([1.0, 2.0])\ny = x * 2\ny.mul_(x)\ny.sum().backward()")
    assert [one.origin for one in steps] == ["entry"] * len(steps) and len(steps) == 6


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
    assert chinese["note"] != answer["note"] and chinese["rule"]["text"] == answer["rule"]["text"]
    assert answer["named"]["spoken"].startswith("the derivative of y with respect to w equals")
    assert chinese["named"]["spoken"].startswith("y 对 w 的导数 等于")
    assert f'role="math" aria-label="{chinese["named"]["spoken"]}"' in chinese["named"]["mathml"]
    assert client.post("/api/v1/explain", json={"source": SOURCE, "step": 99}).status_code == 404
    assert client.post("/api/v1/explain", json={"source": "y = nothing_here("}).status_code == 422
    assert client.post("/api/v1/explain", json=EXAMPLE).status_code == 200
