"""A program with `choose(...)` is compared with itself: one run for each option, on the page and over the API."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.graph.model import Request
from app.main import create_app
from app.web import token

SOURCE = (
    "w = param(1.0)\nfor step in range(5):\n    loss = (w - 3) ** 2\n    loss.backward()\n"
    "    w.data -= choose(0.1, 0.5, 0.01) * w.grad\n    w.grad = None\n"
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(workers=1, queue_seconds=60.0))) as client:
        yield client


def _losses(rate: float) -> list[float]:
    w, found = 1.0, []
    for _ in range(5):
        found.append((w - 3) ** 2)
        w -= rate * 2 * (w - 3)
    return found


def test_the_api_gives_every_run(client: TestClient) -> None:
    answer = client.post("/api/v1/compare", json={"source": SOURCE})
    assert answer.status_code == 200
    variants = answer.json()["variants"]
    assert [variant["label"] for variant in variants] == ["0.1", "0.5", "0.01"]
    for variant, rate in zip(variants, (0.1, 0.5, 0.01), strict=True):
        loss = next(series for series in variant["series"] if series["kind"] == "loss")
        assert loss["values"] == pytest.approx(_losses(rate), rel=1e-5, abs=1e-9)
    linked = client.get(f"/api/v1/compare?p={token.encode(Request(SOURCE))}")
    assert linked.json() == answer.json()


def test_a_variant_is_a_program_of_its_own(client: TestClient) -> None:
    run = client.post("/api/v1/run", json={"source": SOURCE, "choices": [1]}).json()
    assert run["choices"][0]["picked"] == 1
    assert next(each for each in run["series"] if each["kind"] == "loss")["values"] == pytest.approx(_losses(0.5))


def test_the_page_shows_what_is_chosen_and_leads_to_the_others(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(SOURCE))}").text
    options = re.findall(r'class="choices__option" href="([^"]+)"', page)
    assert len(options) == 3
    assert "aria-current" in page
    other = client.get(options[2])
    assert other.status_code == 200 and "0.01" in other.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_the_comparison_has_a_row_and_a_curve_for_each_run(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.get(f"/p/{token.encode(Request(SOURCE))}/compare", headers=headers)
    assert answer.status_code == 200
    assert answer.text.count('<th scope="row">') == 3 == answer.text.count('class="compare__curve')
    assert ("<html" in answer.text) == (not headers)


def test_a_choice_that_fails_is_a_row_with_its_reason(client: TestClient) -> None:
    source = "w = param(1.0)\n(w * choose(2.0, 'two')).backward()"
    variants = client.post("/api/v1/compare", json={"source": source}).json()["variants"]
    assert [variant.get("error") is None for variant in variants] == [True, False]


def test_a_surface_shows_the_walks_of_all_runs(client: TestClient) -> None:
    surface = client.post("/api/v1/surface", json={"source": SOURCE, "count": 8}).json()
    assert sorted(walk["label"] for walk in surface["walks"]) == ["0.01", "0.1", "0.5"]
