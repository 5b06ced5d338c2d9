"""A real server, and Debian's or the reader's own Chromium; a missing browser is a failure, never a skipped test."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PATIENCE = 60_000
"""Milliseconds; a slow machine makes no test fail."""
expect.set_options(timeout=PATIENCE)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
EXPECTED = "the server responded with a status of 422"
"""Chromium reports the answer to a program that fails; the page shows it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: once Playwright has started, its event loop occupies the thread of all tests."""
    items.sort(key=lambda item: Path(__file__).parent in item.path.parents)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, "no browser: install Debian's chromium, or name one in $CHROMIUM"
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """The address of a server of our own, ready to take programs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port), "--log-level", "warning"]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(server, f"{url}/readyz")
            yield url
        finally:
            server.terminate()


def wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    """Returns once the server answers 200; fails when it ends before, or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    pytest.fail("the server did not get ready")


@pytest.fixture(autouse=True)
def complaints(page: Page, base_url: str) -> Iterator[list[str]]:
    """What the browser complains about, and what it asks other servers for: nothing, in every test."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and EXPECTED not in message.text:
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(base_url) else found.append(request.url))
    yield found
    assert found == []
