"""Training as it is watched: four starts compared beside one run, and the surface as it turns in headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from statistics import median

import httpx2 as httpx
from playwright.sync_api import sync_playwright

from app.presets import PRESETS
from bench.browser import FLAGS
from bench.figures import Figure, interleaved
from bench.server import address_of, server

PROGRAM = PRESETS["himmelblau-adam"].source
STARTS = "choose([-4.0, 0.0], [1.0, 0.0], [4.0, 0.0], [0.0, 0.0])"
TURNED = """() => new Promise((done) => {
  const canvas = document.querySelector('surface-turn canvas');
  const start = performance.now();
  let frames = 0;
  const turn = () => {
    const seconds = (performance.now() - start) / 1000;
    if (seconds > 2) return done(frames / seconds);
    canvas.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}));
    frames += 1;
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
})"""
"""Every turn asks for a picture, and the next frame comes when that is painted."""


def figures() -> Iterator[Figure]:
    """The bars of watching."""
    with server(cache_megabytes=256) as (address, _), httpx.Client(base_url=address, timeout=300) as client:
        yield from _compared(client)
        yield from _turned(client, address)


def _compared(client: httpx.Client) -> Iterator[Figure]:
    """The preset with its four starts beside one of them, both new to the server: the numbers are moved a little."""
    tries = iter(range(1, 100))

    def one() -> None:
        source = PROGRAM.replace(STARTS, f"[-4.0, {next(tries) / 1e6}]")
        _answered(client, f"{address_of(client, source)}/compare?wait=1", 1)

    def four() -> None:
        source = PROGRAM.replace(STARTS, STARTS.replace(" 0.0]", f" {next(tries) / 1e6}]"))
        _answered(client, f"{address_of(client, source)}/compare?wait=1", 4)

    alone, compared = interleaved(one, four, 2)
    yield Figure("Himmelblau, Adam, 20,000 steps: one run, as a page", alone, "s")
    yield Figure("four starts of it compared, against one", compared / alone, "x", at_most=4)


def _answered(client: httpx.Client, address: str, runs: int) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.status_code
    assert answer.text.count('<th scope="row">') == runs == answer.text.count(">20,000</td>"), "a run is not over"


def _turned(client: httpx.Client, address: str) -> Iterator[Figure]:
    """The surface of four starts with their walks."""
    program = address_of(client, PROGRAM.replace("20000", "400").replace("1e-3", "5e-2"))
    client.get(f"{program}/surface?wait=1")
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS
        )
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}{program}/surface?wait=1", wait_until="networkidle")
        rates = [page.evaluate(TURNED) for _ in range(3)]
        yield Figure("the surface turns: frames a second (median)", median(rates), "/s", at_least=20)
        chromium.close()
