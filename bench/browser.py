"""From key press to paint in headless Chromium, on a graph of a thousand nodes."""

import os
import shutil
from collections.abc import Iterator
from statistics import median

import httpx2 as httpx
from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure
from bench.server import DEEP, address_of, server

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PRESSED_TO_PAINTED = """() => new Promise((done) => {
  const shown = () => new URL(location).searchParams.get('step');
  const before = shown();
  const start = performance.now();
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
  const look = () => shown() === before
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  look();
})"""


def figures() -> Iterator[Figure]:
    """The bars of the browser."""
    with server() as (address, _), sync_playwright() as play:
        with httpx.Client(base_url=address) as client:
            program = address_of(client, DEEP)
        chromium = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS
        )
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}{program}?step=5")
        yield Figure("1,000 operations: key press to paint (median)", median(_presses(page)), "ms", at_most=60)
        chromium.close()


def _presses(page: Page) -> list[float]:
    times = [page.evaluate(PRESSED_TO_PAINTED) for _ in range(25)]
    return times[5:]
