"""Long runs: what they tell on the way, that they stop when told and keep what there is, and the pages that follow."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from html import unescape
from typing import TypeVar

import msgspec
import pytest
import torch
from starlette.testclient import TestClient

from app.config import Settings
from app.engine.loops import Loops
from app.engine.recording.sketch import MOST, Sketch
from app.engine.run import run_program
from app.errors import Overloaded, text
from app.graph.model import Request, Run
from app.graph.progress import Progress
from app.graph.remains import part
from app.main import create_app
from app.pipeline import Pipeline
from app.pool import Follower
from app.web import token
from app.web.language import grouped
from app.web.render import render
from app.web.state import pipeline_of
from app.web.walk import looking
from app.web.walk.progress import event
from app.web.walk.running import Told, state
from tests.pool_running import until
from tests.test_pipeline import problem_of, with_pipeline

Result = TypeVar("Result")
HTML = {"Accept": "text/html"}
HTMX = {"HX-Request": "true"}
TRAINING = """w = param(1.0)
step = 0
{loop}
    loss = (w * 2 - 8) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.0001 * w.grad
    w.grad.zero_()
    step += 1
    if step % 100 == 1:
        print(step)
"""
ENDLESS = TRAINING.format(loop="while True:")


def patiently(scene: Callable[[Pipeline], Awaitable[Result]], **settings: object) -> Result:
    return with_pipeline(scene, workers=1, queue_seconds=60.0, **settings)


def followed(source: str, enough: Callable[[Progress], bool] = lambda _: False) -> tuple[Run, list[Progress]]:
    """A run that is stopped when it has told enough, and what it told."""
    told: list[Progress] = []

    def watch(progress: Progress) -> bool:
        told.append(progress)
        return enough(progress)

    return run_program(Request(source), watch=watch), told


def plain_losses(count: int) -> list[float]:
    """The losses of the program above, by torch alone."""
    w, losses = torch.tensor(1.0, requires_grad=True), []
    for _ in range(count):
        loss = (w * 2 - 8) ** 2
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            w -= 0.0001 * w.grad
        w.grad.zero_()
    return losses


def test_a_run_tells_its_passes_its_loss_and_what_it_has_printed() -> None:
    run, told = followed(ENDLESS, lambda progress: progress.passes > 300)
    losses = plain_losses(told[-1].passes)
    for before, after in zip(told, told[1:], strict=False):
        assert before.passes <= after.passes and before.seconds < after.seconds
        assert after.printed.startswith(before.printed)
    last = told[-1]
    assert last.passes > 300 and last.places[-1] == last.passes - 1
    assert all(losses[place] == loss for place, loss in zip(last.places, last.losses, strict=True))
    assert last.loss == last.losses[-1]
    assert last.expected is None
    assert run.printed.startswith(last.printed) and not last.cut


def test_a_stopped_run_ends_between_two_passes_and_is_the_run_to_there() -> None:
    run, _ = followed(ENDLESS, lambda progress: progress.passes > 30)
    assert run.error is not None and run.error.code == "stopped" and run.error.span is not None
    first = part(Request(ENDLESS), run)
    assert f"{first.until} passes" in run.error.message.text
    assert msgspec.json.encode(run_program(first)) == msgspec.json.encode(run)


def test_a_run_without_passes_stops_too() -> None:
    run, told = followed("n = 0\nwhile True:\n    n += 1", lambda _: True)
    assert run.error is not None and run.error.code == "stopped" and run.error.span is not None
    assert run.error.span.line == 2
    assert len(told) == 1


def test_a_program_cannot_catch_its_stop() -> None:
    source = "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass"
    run, _ = followed(source, lambda _: True)
    assert run.error is not None and run.error.code == "stopped"


@pytest.mark.parametrize("until", [0, 1, 3])
def test_the_first_passes_of_a_run_are_those_of_the_whole_run(until: int) -> None:
    source = TRAINING.format(loop="for epoch in range(6):")
    whole, first = run_program(Request(source)), run_program(Request(source, until=until))
    assert first.passes[:until] == whole.passes[:until]
    assert first.error is not None and first.error.code == "stopped"


def test_a_run_that_has_fewer_passes_than_asked_for_is_whole() -> None:
    source = TRAINING.format(loop="for epoch in range(6):")
    assert run_program(Request(source, until=6)) == run_program(Request(source))


def test_the_loops_around_backward_tell_how_many_passes_will_be() -> None:
    inner = "for epoch in range(2000):\n  for x in [1.0, 2.0, 3.0]:"
    run, told = followed(TRAINING.format(loop=inner), lambda progress: progress.passes > 60)
    assert run.error is not None and told[-1].expected == 6000


@pytest.mark.parametrize("items, expected", [(range(50), 50), ([0] * 50, 50), (range(10**30), None), (iter(()), None)])
def test_only_a_loop_of_a_known_length_tells(items: object, expected: int | None) -> None:
    loops = Loops()
    loops.begin(items, 0).count = 11
    assert loops.expected(10) == expected


def test_a_loop_that_has_ended_tells_nothing_any_more() -> None:
    loops = Loops()
    outer = loops.begin(range(3), 0)
    loops.begin(range(4), 0)
    loops.end(outer)
    assert loops.expected(10) is None


def test_a_sketch_keeps_both_ends_and_every_peak_of_a_long_curve() -> None:
    sketch, points = Sketch(), [(x, 1000.0 if x == 4321 else float(x % 7)) for x in range(20_000)]
    for start in range(0, len(points), 777):
        sketch.extend(points[start : start + 777])
    kept = sketch.points()
    assert len(kept) <= 2 * MOST and (4321, 1000.0) in kept and set(kept) <= set(points)
    assert kept[0][0] < 20_000 / 50 and kept[-1][0] > 20_000 * 49 / 50


def test_a_sketch_leaves_out_what_is_not_finite() -> None:
    sketch = Sketch()
    sketch.extend([(0, 1.0), (1, float("nan")), (2, float("inf")), (3, 2.0)])
    assert sketch.points() == [(0, 1.0), (3, 2.0)]


@pytest.mark.parametrize("report", [None, b"", b"\xc1", b"\x80", msgspec.msgpack.encode({"seconds": "no"})])
def test_what_is_no_report_shows_as_waiting(report: bytes | None) -> None:
    assert not state(report).begun


async def until_told(follower: Follower) -> None:
    await until(lambda: follower.report is not None and msgspec.msgpack.decode(follower.report)["passes"] > 5)


def test_a_stop_keeps_what_there_is_under_a_request_of_its_own_and_frees_the_worker() -> None:
    async def scene(pipeline: Pipeline) -> None:
        follower = Follower()
        running = asyncio.create_task(pipeline.run(Request(ENDLESS), follower))
        await until_told(follower)
        follower.stop()
        run = await running
        assert run.error is not None and run.error.code == "stopped"
        assert pipeline.status().busy == pipeline.status().long == 0
        kept = part(Request(ENDLESS), run)
        assert await pipeline.run(kept) is run
        pipeline._shown.most = 0
        await pipeline.run(Request("x = param(1.0)"))
        assert await pipeline.run(kept) == run

    patiently(scene)


def test_who_has_not_stopped_a_shared_run_gets_all_of_it() -> None:
    source = TRAINING.format(loop="for epoch in range(3000):")

    async def scene(pipeline: Pipeline) -> tuple[Run, Run]:
        first, second = Follower(), Follower()
        stopped = asyncio.create_task(pipeline.run(Request(source), first))
        whole = asyncio.create_task(pipeline.run(Request(source), second))
        await until_told(first)
        first.stop()
        return await stopped, await whole

    stopped, whole = patiently(scene)
    assert stopped.error is not None and stopped.error.code == "stopped"
    assert whole.error is None and len(whole.passes) == 3000


def test_a_long_run_that_is_over_answers_short_calls_from_the_store() -> None:
    async def scene(pipeline: Pipeline) -> None:
        run = await pipeline.run(Request("x = param(2.0)\ny = x * x"), Follower())
        pipeline.pool.call = None  # type: ignore[method-assign,assignment]
        assert await pipeline.run(Request("x = param(2.0)\ny = x * x")) is run
        assert msgspec.json.decode(await pipeline.run_json(Request("x = param(2.0)\ny = x * x")), type=Run) == run

    patiently(scene)


def test_a_long_run_has_the_long_time_and_what_it_did_in_it_is_kept() -> None:
    async def scene(pipeline: Pipeline) -> None:
        run = await pipeline.run(Request(ENDLESS), Follower())
        assert run.error is not None and run.error.code == "time-limit" and "4.5 seconds" in run.error.message.text
        assert await pipeline.run(part(Request(ENDLESS), run)) is run

    patiently(scene, short_seconds=0.2, long_seconds=5.0)


def test_a_short_call_leaves_nothing_that_a_long_one_would_take_for_its_answer() -> None:
    source = TRAINING.format(loop="for epoch in range(4000):")

    async def scene(pipeline: Pipeline) -> None:
        short = await problem_of(pipeline, Request(source))
        assert short is not None and short.code == "time-limit"
        assert (await pipeline.run(Request(source), Follower())).error is None

    patiently(scene, short_seconds=0.3)


def test_of_a_run_that_does_not_listen_the_last_report_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.pool.pool.STOP_SECONDS", 0.0)

    async def scene(pipeline: Pipeline) -> Run:
        follower = Follower()
        running = asyncio.create_task(pipeline.run(Request(ENDLESS), follower))
        await until_told(follower)
        follower.stop()
        run = await running
        assert await pipeline.run(part(Request(ENDLESS), run)) is run
        return run

    run = patiently(scene)
    assert run.error is not None and run.error.code == "stopped"
    assert len(run.passes) > 5 and run.series[0].passes[-1] == len(run.passes) - 1
    assert run.printed.startswith("1\n")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server whose every run that tells anything counts as long."""
    monkeypatch.setattr(looking, "SOON", 0.0)
    monkeypatch.setattr(looking, "LATE", 600.0)
    with TestClient(create_app(Settings(queue_seconds=60.0)), follow_redirects=False) as client:
        yield client


def address_in(page: str, attribute: str) -> str:
    found = re.search(rf'id="running".*?{attribute}="([^"]+)"', page, re.S)
    assert found
    return unescape(found[1])


def test_a_browser_gets_a_page_that_follows_the_run_and_then_what_was_stopped(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(ENDLESS))}"
    page = client.get(address, headers=HTML)
    assert page.status_code == 200 and 'id="running"' in page.text and 'id="graph"' not in page.text
    assert "Passes so far" in page.text
    assert client.post(address_in(page.text, "action")).status_code == 204
    events = client.get(address_in(page.text, "data-stream"))
    assert events.headers["Content-Type"].startswith("text/event-stream")
    found = re.search(r"event: done\ndata: (\S+)\n\n$", events.text)
    assert found
    until = token.decode(found[1].removeprefix("/p/"), 65_536).until
    assert until is not None
    kept = client.get(found[1], headers=HTML)
    assert kept.status_code == 200 and f"stopped after {grouped(until)} passes" in kept.text
    assert 'id="transport"' in kept.text and 'class="error"' not in kept.text
    assert client.get(f"{found[1]}?step=1&from=0", headers=HTMX).status_code == 200


def test_the_stream_tells_how_the_run_goes_and_that_it_is_done(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(TRAINING.format(loop='for epoch in range(2500):')))}"
    page = client.get(address, headers=HTML)
    events = client.get(address_in(page.text, "data-stream")).text
    reports = re.findall(r"^event: progress\n((?:data: .*\n)+)\n", events, re.M)
    assert reports and all('<div id="progress"' in report for report in reports)
    assert "of about 2500" in reports[-1] and 'class="progress__curve"' in reports[-1]
    assert events.endswith("event: done\ndata: \n\n")
    assert 'id="transport"' in client.get(address, headers=HTML).text


def test_htmx_gets_the_running_workspace_in_place_of_the_old_one(client: TestClient) -> None:
    answer = client.post("/run", data={"source": ENDLESS}, headers=HTMX)
    assert answer.headers["HX-Push-Url"].startswith("/p/")
    assert '<main id="workspace"' in answer.text and 'id="running"' in answer.text
    step = client.get(f"{answer.headers['HX-Push-Url']}?step=3&from=2", headers=HTMX)
    assert step.headers["HX-Retarget"] == "#workspace" and "step=3" in address_in(step.text, "data-stream")


def test_without_javascript_the_page_waits_for_the_whole_run(client: TestClient) -> None:
    address = f"/p/{token.encode(Request(TRAINING.format(loop='for epoch in range(2000):')))}"
    page = client.get(f"{address}?step=2", headers=HTML).text
    found = re.search(r'<noscript><meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert found
    whole = client.get(address + unescape(found[1]), headers=HTML).text
    assert 'data-position="2"' in whole and "of 2000" in whole


def test_a_client_that_wants_no_page_waits_as_the_api_does(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(TRAINING.format(loop='for epoch in range(1500):')))}")
    assert 'id="transport"' in page.text


@pytest.mark.parametrize("key", ["", "?key=", "?key=other"])
def test_only_the_page_that_follows_a_run_can_stop_it(client: TestClient, key: str) -> None:
    address = f"/p/{token.encode(Request(ENDLESS))}"
    page = client.get(address, headers=HTML).text
    assert client.post(f"{address}/stop{key}").status_code == 404
    assert client.post(address_in(page, "action")).status_code == 204


def test_a_stream_needs_a_key(client: TestClient) -> None:
    assert client.get(f"/p/{token.encode(Request('x = 1'))}/progress").status_code == 404


class Busy:
    """A pipeline whose queue is full."""

    async def run(self, *_: Request | Follower | None) -> None:
        raise Overloaded(text("The server is busy."))


def test_a_stream_tells_what_went_wrong_in_a_notice(client: TestClient) -> None:
    client.app.dependency_overrides[pipeline_of] = Busy  # type: ignore[attr-defined]
    events = client.get(f"/p/{token.encode(Request('x = 1'))}/progress?key=mine").text
    assert events.startswith('event: failed\ndata: <div id="notice"') and "The server is busy." in events


@pytest.mark.parametrize("printed", ["a\r\nb", "</pre><script>", "\n\nevent: done\ndata: /elsewhere\n\n"])
def test_what_a_program_prints_stays_inside_its_event(printed: str) -> None:
    html = render("_progress.html", Told(state(msgspec.msgpack.encode(Progress(1.0, 1, printed=printed)))))
    lines = event("progress", html).splitlines()
    assert lines[0] == "event: progress" and lines[-1] == ""
    assert all(line.startswith("data: ") for line in lines[1:-1]) and "<script>" not in html


def test_a_run_that_nobody_comes_back_for_ends(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.walk.pages.LINGER", 0.0)
    client.get(f"/p/{token.encode(Request(ENDLESS))}", headers=HTML)
    pipeline: Pipeline = client.app.state.pipeline  # type: ignore[attr-defined]
    asyncio.run(until(lambda: pipeline.status().respawns == 1))
    assert client.app.state.followed == {}  # type: ignore[attr-defined]
