"""The curves of a run on the page, in the API and as CSV; plain torch says what they must hold."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import torch
from starlette.testclient import TestClient

from app.engine.run import run_program
from app.export import table
from app.graph.model import SCHEMA_VERSION, Request, Run, Series
from app.main import create_app
from app.web import token
from app.web.training.curves import curves

TRAINING = """
w = torch.tensor([1.0, 0.5], requires_grad=True)
for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0), (1.0, 2.0)]:
    loss = (w[0] * x + w[1] - y) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
    w.grad.zero_()
"""
SINGLE = "w = param(2.0)\nloss = w * w\nloss.backward()"
FAILS = TRAINING + "missing_name"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


@pytest.fixture(scope="module")
def expected() -> dict[str, list[float]]:
    """The columns that plain torch gives."""
    columns: dict[str, list[float]] = {"loss": [], "parameter w[0]": [], "parameter w[1]": []}
    columns |= {"gradient w[0]": [], "gradient w[1]": []}
    w = torch.tensor([1.0, 0.5], requires_grad=True)
    for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0), (1.0, 2.0)]:
        loss = (w[0] * x + w[1] - y) ** 2
        loss.backward()
        assert w.grad is not None
        row = (loss.item(), *w.tolist(), *w.grad.tolist())
        for column, number in zip(columns.values(), row, strict=True):
            column.append(number)
        with torch.no_grad():
            w -= 0.01 * w.grad
        w.grad.zero_()
    return columns


def made_of(*series: Series) -> Run:
    return Run(SCHEMA_VERSION, "", 0, (), (), series, (), "", None)


def posted(client: TestClient, source: str, **more: Any) -> Any:
    return client.post("/api/v1/series", json={"source": source}, **more)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_series_are_those_of_plain_torch(client: TestClient, expected: dict[str, list[float]]) -> None:
    answered = posted(client, TRAINING)
    assert answered.status_code == 200, answered.text
    answer = answered.json()
    assert answer["count"] == 4
    found = {table.heading(Series(**each)): each for each in answer["series"]}
    assert {name: each["values"] for name, each in found.items()} == expected
    assert all(each["passes"] == [0, 1, 2, 3] for each in found.values())


def test_the_csv_holds_the_same_numbers(client: TestClient, expected: dict[str, list[float]]) -> None:
    answer = posted(client, TRAINING, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "gradwalk.csv" in answer.headers["content-disposition"]
    found = rows(answer.content)
    assert [row["pass"] for row in found] == ["0", "1", "2", "3"]
    assert {name: [float(row[name]) for row in found] for name in expected} == expected


def test_a_link_and_a_format_give_the_same(client: TestClient) -> None:
    link = {"p": token.encode(Request(TRAINING))}
    assert client.get("/api/v1/series", params=link).content == posted(client, TRAINING).content
    as_csv = client.get("/api/v1/series", params={**link, "format": "csv"}, headers={"Accept": "application/json"})
    assert as_csv.content == posted(client, TRAINING, headers={"Accept": "text/csv"}).content
    body = {"source": TRAINING, "format": "csv"}
    assert client.post("/api/v1/series", json=body).content == as_csv.content


@pytest.mark.parametrize("accepted", ["*/*", "application/json", "text/csv, application/json", "text/html"])
def test_json_is_the_answer_where_csv_is_not_asked_for(client: TestClient, accepted: str) -> None:
    answer = posted(client, TRAINING, headers={"Accept": accepted})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"].startswith("Accept")


def test_another_format_is_refused(client: TestClient) -> None:
    link = {"p": token.encode(Request(TRAINING)), "format": "xml"}
    answer = client.get("/api/v1/series", params=link)
    assert (answer.status_code, answer.json()["code"]) == (422, "body")
    assert client.post("/api/v1/series", json={"source": TRAINING, "format": "xml"}).status_code == 422


def test_a_program_that_fails_has_the_series_up_to_there(client: TestClient) -> None:
    whole = posted(client, TRAINING).json()["series"]
    answer = posted(client, FAILS)
    assert answer.status_code == 422
    assert answer.json()["run"]["series"] == whole
    as_csv = posted(client, FAILS, headers={"Accept": "text/csv"})
    assert (as_csv.status_code, len(rows(as_csv.content))) == (200, 4)
    nothing = posted(client, "w = param(2.0)\nz = w * missing_name", headers={"Accept": "text/csv"})
    assert nothing.headers["content-type"] == "application/problem+json"


def test_the_answer_fits_its_schema(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]["/api/v1/series"]) == {"get", "post"}
    content = document["paths"]["/api/v1/series"]["post"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/csv"}
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    jsonschema.validate(posted(client, TRAINING).json(), schema)


def test_columns_have_names_of_their_own() -> None:
    same = [Series("w", kind, (0,), (1.0,)) for kind in ("parameter", "gradient", "norm", "gradient-norm")]  # type: ignore[arg-type]
    series = [Series("loss", "loss", (0,), (1.0,)), Series("loss", "parameter", (0,), (1.0,)), *same]
    assert len({table.heading(each) for each in series}) == len(series)


def test_rows_stand_in_the_order_of_the_passes() -> None:
    series = [Series("a", "loss", (5, 70), (1.0, 2.0)), Series("b", "loss", (64,), (3.0,))]
    assert [(row["pass"], row["loss a"], row["loss b"]) for row in rows(table.write(series))] == [
        ("5", "1.0", ""), ("64", "", "3.0"), ("70", "2.0", ""),
    ]  # fmt: skip


def test_a_comma_in_a_name_stays_in_its_cell() -> None:
    [row] = rows(table.write([Series("w[0, 1]", "parameter", (7,), ("-inf",))]))
    assert row == {"pass": "7", "parameter w[0, 1]": "-inf"}


def test_charts_stand_in_one_order_and_a_parameter_looks_the_same_in_both() -> None:
    two = ((0, 1), (1.0, 2.0))
    run = made_of(
        Series("b", "gradient", *two), Series("a", "parameter", *two), Series("b", "parameter", *two),
        Series("loss", "loss", *two),
    )  # fmt: skip
    found = curves(run, 0, "")
    assert found is not None
    assert [chart.kind for chart in found.charts] == ["loss", "parameter", "gradient"]
    looks = {(chart.kind, curve.name): curve.colour for chart in found.charts for curve in chart.curves}
    assert looks["parameter", "b"] == looks["gradient", "b"] != looks["parameter", "a"]


def test_many_curves_differ_in_colour_or_dashes() -> None:
    found = curves(made_of(*(Series(f"w[{n}]", "parameter", (0, 1), (0.0, 1.0)) for n in range(24))), 0, "")
    assert found is not None
    assert len({(curve.colour, curve.dash) for curve in found.charts[0].curves}) == 24


@pytest.mark.parametrize(
    "kind, values, offered, steep",
    [
        ("loss", (100.0, 1.0), True, True),
        ("loss", (2.0, 1.0), True, False),
        ("loss", (100.0, 0.0), True, False),
        ("loss", (0.0, -1.0), False, False),
        ("loss", ("nan", "inf"), False, False),
        ("gradient-norm", (100.0, 1.0), True, True),
        ("parameter", (100.0, 1.0), False, False),
    ],
)
def test_a_logarithmic_scale_is_for_what_is_never_negative(
    kind: Any, values: tuple[Any, ...], offered: bool, steep: bool
) -> None:
    found = curves(made_of(Series("a", kind, (0, 1), values)), 0, "")
    assert found is not None
    assert (found.charts[0].offered, found.charts[0].steep) == (offered, steep)


def test_the_numbers_leave_out_what_is_none() -> None:
    found = curves(made_of(Series("a", "loss", (0, 1, 2, 3), (3.0, 1.0, 2.0, "nan"))), 0, "")
    assert found is not None
    [curve] = found.charts[0].curves
    assert (curve.first, curve.last, curve.least, curve.greatest) == ("3", "nan", "1", "3")


def test_the_page_says_the_curves_in_a_table(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(TRAINING))}?pass=2").text
    table_of = re.search(r'<table class="curves__table">.*?</table>', page, re.DOTALL)
    assert table_of is not None
    cells = re.findall(r">w\[0\]</th>(.*?)</tr>", table_of[0])
    assert len(cells) == 2
    assert re.findall(r">([^<]+)</td>", cells[0])[0] == "1"


def test_a_run_with_a_single_pass_has_no_curves(client: TestClient) -> None:
    assert "curve-charts" not in client.get(f"/p/{token.encode(Request(SINGLE))}").text


def test_a_parameter_has_its_value_after_the_last_update(client: TestClient) -> None:
    found = {(each["kind"], each["name"]): each["final"] for each in posted(client, TRAINING).json()["series"]}
    w = torch.tensor([1.0, 0.5], requires_grad=True)
    for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0), (1.0, 2.0)]:
        ((w[0] * x + w[1] - y) ** 2).backward()
        assert w.grad is not None
        with torch.no_grad():
            w -= 0.01 * w.grad
        w.grad.zero_()
    assert [found["parameter", "w[0]"], found["parameter", "w[1]"]] == w.tolist()
    assert found["loss", "loss"] is None is found["gradient", "w[0]"]


def test_a_large_parameter_has_its_last_norm(client: TestClient) -> None:
    source = "w = torch.ones(100, requires_grad=True)\n(w ** 2).sum().backward()\nw.data -= 0.25 * w.grad"
    [norm] = [each for each in posted(client, source).json()["series"] if each["kind"] == "norm"]
    assert (norm["values"], norm["final"]) == ([10.0], 5.0)


def test_a_run_with_a_single_pass_has_a_surface(client: TestClient) -> None:
    packed = token.encode(Request(SINGLE))
    page = client.get(f"/p/{packed}").text
    assert f'href="/p/{packed}/surface"' in page and "view-curves" not in page


def test_the_page_names_loss_and_learning_rate_in_its_language(client: TestClient) -> None:
    source = (
        "w = param(1.0)\noptimizer = torch.optim.SGD([w], lr=0.1)\nfor i in range(3):\n"
        "    optimizer.zero_grad()\n    ((w - 3) ** 2).backward()\n    optimizer.step()"
    )
    page = client.get(f"/p/{token.encode(Request(source))}", headers={"Accept-Language": "zh-CN"}).text
    names = re.findall(r'class="curve__name">([^<]+)<', page)
    assert "loss" not in names and "learning rate" not in names and "w" in names
    assert {each["name"] for each in posted(client, source).json()["series"]} == {"loss", "w", "learning rate"}


INSIDE = """
def fit(start):
    w = torch.tensor([start, 1.0], requires_grad=True)
    b = torch.tensor(0.5, requires_grad=True)
    for step in range({count}):
        loss = (w.sum() + b - 3) ** 2
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.1 * p.grad
                p.grad = None
    return (w + b).tolist()
print(fit(0.0))
"""


@pytest.mark.parametrize("count", [4, 70])
def test_the_parameters_of_a_function_have_curves_to_their_last_update(count: int) -> None:
    run = run_program(Request(INSIDE.format(count=count)))
    found = {(each.kind, each.name): each for each in run.series}
    w, b = torch.tensor([0.0, 1.0]), torch.tensor(0.5)
    for step in range(count):
        assert found["parameter", "w[1]"].values[step] == pytest.approx(w[1].item())
        slope = 2 * (w.sum() + b - 3)
        assert found["gradient", "b"].values[step] == pytest.approx(slope.item(), abs=1e-6)
        w, b = w - 0.1 * slope, b - 0.1 * slope
    assert found["parameter", "w[0]"].final == pytest.approx(w[0].item())
    assert found["parameter", "b"].final == pytest.approx(b.item())


def test_two_functions_with_one_name_do_not_share_a_curve() -> None:
    source = (
        "def inner():\n    w = param(5.0)\n    (w * 3).backward()\ndef outer():\n    w = param(1.0)\n"
        "    for i in range(2):\n        (w * 2).backward()\n        inner()\n    return w\nouter()"
    )
    found = {each.name: each for each in run_program(Request(source)).series if each.kind == "parameter"}
    assert found["w"].values == (1.0, 1.0, 1.0, 1.0) and found["w"].final == 1.0


def test_a_gradient_that_grad_gives_back_has_a_curve() -> None:
    source = (
        "x = param([2.0, -1.0])\nfor i in range(3):\n    g, = torch.autograd.grad((x ** 2).sum(), x)\n"
        "    x = (x - 0.25 * g).detach().requires_grad_()"
    )
    found = {each.name: each.values for each in run_program(Request(source)).series if each.kind == "gradient"}
    assert found == {"x[0]": (4.0, 2.0, 1.0), "x[1]": (-2.0, -1.0, -0.5)}
