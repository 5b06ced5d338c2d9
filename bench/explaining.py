"""Every step of every preset as a client gets it, and the inspector of a large tensor in headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from statistics import median

import httpx2 as httpx
from playwright.sync_api import sync_playwright

from app.presets import PRESETS
from bench.browser import FLAGS
from bench.figures import Figure
from bench.server import address_of, server, step_time

LARGE = "torch.manual_seed(0)\nx = torch.randn(64, 1000)\nw = param(1.0)\nh = x * w\nloss = (h ** 2).mean()\n"
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName('first-contentful-paint');
    if (paint) done(paint.startTime);
  }).observe({type: 'paint', buffered: true});
})"""
"""Milliseconds from the beginning of the navigation, which is the click on its link."""


def figures() -> Iterator[Figure]:
    """The bars of explaining."""
    with server(cache_megabytes=256) as (address, _), httpx.Client(base_url=address, timeout=300) as client:
        times = [time for slug in PRESETS for time in _walked(client, slug)]
        yield Figure("the steps of the first pass of every preset", len(times), "")
        yield Figure("one of these steps, asked for and answered (median)", median(times), "ms", at_most=8)
        yield from _inspected(client, address)


def _walked(client: httpx.Client, slug: str) -> list[float]:
    """The time of each step; all of the answer counts, the panel is the most of it."""
    address = address_of(client, PRESETS[slug].source)
    client.get(f"{address}?wait=1", headers={"Accept": "text/html"})
    run = client.get("/api/v1/run", params={"p": address.removeprefix("/p/"), "pass": 0}).json()
    count = len(run["passes"][0]["steps"])
    return [step_time(client, address, step)[0] for step in range(1, count + 1)]


def _inspected(client: httpx.Client, address: str) -> Iterator[Figure]:
    program = address_of(client, LARGE)
    client.get(program)
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS
        )
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        times = []
        for _ in range(7):
            page.goto(f"{address}{program}/inspect?node=h", wait_until="load")
            page.wait_for_selector("svg.heat")
            times.append(page.evaluate(PAINTED))
        yield Figure(
            "inspector of 64 × 1,000 numbers: opened to painted (median)", median(times[1:]), "ms", at_most=100
        )
        chromium.close()
