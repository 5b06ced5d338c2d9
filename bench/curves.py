"""From the choice of the curves to their paint in headless Chromium, on a training of more than 20,000 points."""

import os
import shutil
from collections.abc import Iterator
from statistics import median

import httpx2 as httpx
from playwright.sync_api import sync_playwright

from bench.browser import FLAGS
from bench.figures import Figure
from bench.server import address_of, server

TRAINING = """a = torch.tensor([0.3, -0.2, 0.9, 1.4, -0.7, 0.1], requires_grad=True)
optimizer = torch.optim.Adam([a], lr=0.001)
for step in range(1800):
    optimizer.zero_grad()
    loss = ((a * a - 1) ** 2).sum()
    loss.backward()
    optimizer.step()
"""
CHOSEN_TO_PAINTED = """() => new Promise((done) => {
  const start = performance.now();
  document.getElementById('view-curves').click();
  const received = () => performance.getEntriesByType('resource').find(
    (each) => each.name.includes('/api/v1/series')).responseEnd;
  const drawn = () => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('canvas'));
  const look = () => drawn()
    ? requestAnimationFrame(() => setTimeout(() => done([performance.now() - start, performance.now() - received()])))
    : requestAnimationFrame(look);
  look();
})"""


def figures() -> Iterator[Figure]:
    """The bar of the curves: more than 20,000 points are read, joined and drawn."""
    with server() as (address, _), sync_playwright() as play, httpx.Client(base_url=address, timeout=60) as client:
        program = address_of(client, TRAINING)
        client.get(program)
        token = program.removeprefix("/p/")
        series = client.get("/api/v1/series", params={"p": token}).json()["series"]
        points = sum(len(each["values"]) for each in series)
        yield Figure("curves: points", points, "", at_least=20_000)
        chromium = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS
        )
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        times = []
        for _ in range(7):
            page.goto(f"{address}{program}")
            times.append(page.evaluate(CHOSEN_TO_PAINTED))
        chosen, received = zip(*times[1:], strict=True)
        yield Figure("curves: chosen to painted, with the fetch (median)", median(chosen), "ms")
        yield Figure("curves: data received to painted (median)", median(received), "ms", at_most=150)
        chromium.close()
