"""A real server on a free port: pages, steps, bytes and memory, as a client on the same machine sees them."""

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx2 as httpx
import psutil

from app.presets import PRESETS
from bench.figures import Figure

DEEP = "x = param(0.5)\ny = x\nfor i in range(333):\n    y = torch.sin(y) * x + 0.1\n"
"""A program of about 1,000 operations."""


@contextlib.contextmanager
def server(**settings: object) -> Iterator[tuple[str, int]]:
    """The address and the process id of a fresh server, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {f"GRADWALK_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it was ready")
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        sleep(0.05)
    raise RuntimeError("the server was not ready within 30 seconds")


def milliseconds(client: httpx.Client, method: str, url: str, **given: object) -> float:
    """The time of one answered request."""
    start = perf_counter()
    answer = client.request(method, url, **given)  # type: ignore[arg-type]
    assert answer.status_code in (200, 303), (answer.status_code, url)
    return (perf_counter() - start) * 1e3


def post_page(client: httpx.Client, source: str) -> float:
    """From POST to the finished page, as htmx does it."""
    return milliseconds(client, "POST", "/run", data={"source": source}, headers={"HX-Request": "true"})


def address_of(client: httpx.Client, source: str) -> str:
    """The permanent address of a program."""
    return str(client.post("/run", data={"source": source}).headers["location"])


def figures() -> Iterator[Figure]:
    """The bars of the server."""
    source = PRESETS["network-2-2-2"].source
    with server() as (address, process), httpx.Client(base_url=address, timeout=30) as client:
        client.get("/static/css/tokens.css")
        # Each variant has a node more, so its structure, and with it the layout, is new.
        cold = [post_page(client, source + "\nz = loss" + " * 1.5" * count) for count in range(1, 16)]
        yield Figure("2-2-2 network: POST to finished page, cold layout (median)", median(cold), "ms", at_most=80)
        warm = [post_page(client, source) for _ in range(30)][5:]
        yield Figure("2-2-2 network: POST to finished page, warm (median)", median(warm), "ms", at_most=20)
        new = [post_page(client, source.replace("0.8", f"0.8{count}")) for count in range(1, 16)]
        yield Figure("2-2-2 network: new numbers, layout reused (median)", median(new), "ms")
        yield from _steps(client, address_of(client, source), "2-2-2 network")
        yield from _under_load(client, address_of(client, source), process)
        yield from _steps(client, address_of(client, DEEP), "1,000 operations")
        yield Figure(
            "web process: resident memory", psutil.Process(process).memory_info().rss / 2**20, "MiB", at_most=120
        )
        maps = Path(f"/proc/{process}/maps").read_text()
        yield Figure("web process: torch libraries mapped", float(len(re.findall("libtorch", maps))), "", at_most=0)
    yield from _long_runs()


TRAINING = """x = torch.tensor([0.0, {start}], requires_grad=True)
optimizer = torch.optim.Adam([x], lr=1e-3)
for step in range({steps}):
    loss = (x[0]**2 + x[1] - 11)**2 + (x[0] + x[1]**2 - 7)**2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def _long_runs() -> Iterator[Figure]:
    """A long run as its page follows it: until the page, the first curve, the end after Stop; and once more."""
    headers = {"HX-Request": "true"}
    with server() as (address, _), httpx.Client(base_url=address, timeout=120, headers=headers) as client:
        found = [_follow(client, TRAINING.format(start=start, steps=190_000)) for start in (0.1, 0.2, 0.3, 0.4, 0.5)]
        bars, curves, stops, freed = (max(times) for times in zip(*found, strict=True))
        yield Figure("long run: the progress bar after (worst)", bars, "ms", at_most=300)
        yield Figure("long run: the first points of the curve after (worst)", curves, "ms", at_most=1_000)
        yield Figure("long run: stopped, and its page ready, after (worst)", stops, "ms", at_most=500)
        yield Figure("long run: stopped, and its worker free, after (worst)", freed, "ms", at_most=500)
        whole = TRAINING.format(start=0.0, steps=2_000)
        client.post("/run?wait=1", data={"source": whole})
        yield Figure("long run: asked for once more", post_page(client, whole), "ms", at_most=50)


def _follow(client: httpx.Client, source: str) -> tuple[float, float, float, float]:
    """Milliseconds until the page, until its curve, from Stop to the end of the stream, and to a free worker."""
    start = perf_counter()
    page = client.post("/run", data={"source": source}).text
    bar = (perf_counter() - start) * 1e3
    stream, stop = (unescape(re.findall(f'{name}="(/p/[^"]+)"', page)[0]) for name in ("data-stream", "action"))
    with client.stream("GET", stream) as events:
        lines = events.iter_lines()
        seen = "progress__curve" in page or any("progress__curve" in line for line in lines)
        curve = (perf_counter() - start) * 1e3 if seen else float("inf")
        asked = perf_counter()
        client.post(stop)
        ended = any(line == "event: done" for line in lines)
        done = (perf_counter() - asked) * 1e3 if ended else float("inf")
    while set(re.findall(r"workers_(?:busy|long) (\d+)", client.get("/metrics").text)) != {"0"}:
        sleep(0.005)
    return bar, curve, done, (perf_counter() - asked) * 1e3


ENDLESS = "a = torch.ones(1500, 1500)\nfor i in range(1000000):\n    a = a @ a / 1500\n# "


def _under_load(client: httpx.Client, address: str, process: int) -> Iterator[Figure]:
    """Two endless programs at work; then every worker killed."""
    with ThreadPoolExecutor(2) as others:
        endless = [others.submit(_run, str(client.base_url), ENDLESS + str(number)) for number in range(2)]
        sleep(1)
        times = [step_time(client, address, step)[0] for step in range(11, 50)]
        yield Figure("a second user's steps beside two endless programs (worst)", max(times), "ms", at_most=50)
        statuses = [future.result() for future in endless]
    yield Figure("endless programs: answered 422 at their time limit", float(statuses.count(422)), "", at_least=2)
    start = perf_counter()
    for worker in psutil.Process(process).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            worker.kill()
    while _run(str(client.base_url), f"w = param(2.0)\nloss = w * {perf_counter()}") != 200:
        sleep(0.05)
    yield Figure(
        "every worker and the zygote killed: the next good answer after", perf_counter() - start, "s", at_most=5
    )


def _run(address: str, source: str) -> int:
    return httpx.post(f"{address}/api/v1/run", json={"source": source}, timeout=60).status_code


def step_time(client: httpx.Client, address: str, step: int) -> tuple[float, int]:
    """The time of the walk to a step from the one before, in milliseconds, and the bytes sent for it."""
    start = perf_counter()
    with client.stream("GET", f"{address}?step={step}&from={step - 1}", headers={"HX-Request": "true"}) as answer:
        size = len(b"".join(answer.iter_raw()))
    return (perf_counter() - start) * 1e3, size


def _steps(client: httpx.Client, address: str, name: str) -> Iterator[Figure]:
    client.get(f"{address}?step=10")
    walked = [step_time(client, address, step) for step in range(11, 51)]
    times, sizes = [time for time, _ in walked], [size for _, size in walked]
    yield Figure(f"{name}: one step (median)", median(times), "ms", at_most=5)
    yield Figure(f"{name}: one step, sent (median)", median(sizes) / 1024, "KB", at_most=6)
