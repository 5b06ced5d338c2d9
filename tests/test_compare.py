"""A program with `choose(...)` is compared with itself: one run for each option, on the page and over the API."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.graph.model import Request, Run
from app.main import create_app
from app.pipeline import Pipeline
from app.pool import Follower
from app.web import token
from app.web.training.contest import Contest

SOURCE = (
    "w = param(1.0)\nfor step in range(5):\n    loss = (w - 3) ** 2\n    loss.backward()\n"
    "    w.data -= choose(0.1, 0.5, 0.01) * w.grad\n    w.grad = None\n"
)
LONG = SOURCE.replace("range(5)", "range(6000)")
BROWSER = {"Accept": "text/html"}


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


def test_the_end_of_a_run_is_what_its_last_update_has_left(client: TestClient) -> None:
    variants = client.post("/api/v1/compare", json={"source": SOURCE}).json()["variants"]
    for variant, rate in zip(variants, (0.1, 0.5, 0.01), strict=True):
        w = next(series for series in variant["series"] if series["kind"] == "parameter")
        assert len(w["values"]) == 5
        assert w["final"] == pytest.approx(3 - 2 * (1 - 2 * rate) ** 5, rel=1e-5)
    page = client.get(f"/p/{token.encode(Request(SOURCE))}/compare").text
    assert "final parameters" in page and ">2.345</td>" in page


@pytest.mark.parametrize("choices", [(), (1,)])
def test_every_option_is_run_once(choices: tuple[int, ...]) -> None:
    asked: list[Request] = []

    class Counting(Pipeline):
        async def run(self, request: Request, follower: Follower | None = None) -> Run:
            asked.append(request)
            return await super().run(request, follower)

    async def compare() -> Contest:
        pipeline = Counting(Settings(workers=1, queue_seconds=60.0))
        await pipeline.start()
        try:
            contest = Contest(pipeline, Request(SOURCE, choices=choices))
            await contest.run()
            return contest
        finally:
            await pipeline.stop()

    contest = asyncio.run(compare())
    assert len(asked) == 3 == len({request.choices for request in asked})
    assert [entrant.label for entrant in contest.entrants] == ["0.1", "0.5", "0.01"]


def test_a_browser_sees_long_runs_as_they_go_on(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(LONG))}/compare"
    part = client.get(address, headers={**BROWSER, "HX-Request": "true"}).text
    stream = re.findall(r'data-stream="([^"]+)"', part)
    assert stream == [f"{address}/progress"]
    events = client.get(stream[0]).text.strip().split("\n\n")
    kinds = [event.split("\n")[0] for event in events if not event.startswith(":")]
    assert kinds[-1] == "event: done" and set(kinds[:-1]) <= {"event: progress"}
    assert events[-1].count('<th scope="row">') == 3 == events[-1].count('class="compare__curve')
    assert "data-stream" not in events[-1]
    again = client.get(address, headers=BROWSER).text
    assert "data-stream" not in again and again.count("6000</td>") == 3


def test_without_javascript_the_page_waits(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(LONG.replace('0.01', '0.02')))}/compare"
    page = client.get(address, headers=BROWSER).text
    assert re.search(r'<noscript><meta http-equiv="refresh" content="0; url=\?wait=1">', page)
    waited = client.get(f"{address}?wait=1", headers=BROWSER).text
    assert "noscript" not in waited and waited.count("6000</td>") == 3


def test_a_stream_of_a_program_that_is_refused_ends_with_the_reason(client: TestClient) -> None:
    answer = client.get(f"/p/{token.encode(Request('import nonsense_of_mine'))}/compare/progress")
    assert answer.text.startswith(("event: failed", "event: done"))
