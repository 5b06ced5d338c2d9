"""The processes of a pool under kill -9: workers, the zygote, the server itself. None is left over."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.errors import TimeLimit
from app.pool import Pool
from tests.pool_running import ask, running, until

SERVER = """
import asyncio
from tests.pool_running import ask, running

async def serve():
    async with running(workers=2) as pool:
        calls = [asyncio.create_task(ask(pool, "hang")) for _ in range(2)]
        while pool.status().busy < 2:
            await asyncio.sleep(0.01)
        print("busy", flush=True)
        await asyncio.gather(*calls)

asyncio.run(serve())
"""


def descendants() -> list[psutil.Process]:
    """The zygotes and workers of this process."""
    return [
        process for process in psutil.Process().children(recursive=True) if "app.pool" in " ".join(command(process))
    ]


def command(process: psutil.Process) -> list[str]:
    """A process's command line; empty for one that is gone."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def zygote() -> psutil.Process:
    """The one zygote of this process."""
    (process,) = [child for child in psutil.Process().children() if "app.pool.zygote" in command(child)]
    return process


def kill_workers(pool: Pool) -> None:
    """Kills every worker of a pool with SIGKILL."""
    for process in pool.status().processes:
        os.kill(process, signal.SIGKILL)


def test_idle_workers_that_are_killed_are_replaced_before_they_are_needed() -> None:
    async def scene() -> None:
        async with running(workers=2) as pool:
            before = pool.status().processes
            kill_workers(pool)
            await until(lambda: pool.status().lost == 2 and pool.status().ready == 2)
            assert not set(before) & set(pool.status().processes)
            assert await ask(pool, "echo", b"again") == b"again"

    asyncio.run(scene())


@pytest.mark.parametrize("workers", [1, 4])
def test_a_call_whose_worker_is_killed_with_all_others_is_answered_by_another_one(workers: int) -> None:
    async def scene() -> None:
        async with running(workers=workers) as pool:
            first = await ask(pool, "process")
            call = asyncio.create_task(ask(pool, "hang", first))
            await until(lambda: pool.status().busy == 1)
            kill_workers(pool)
            assert await call != first

    asyncio.run(scene())


def test_a_hundred_kills_in_a_row_fail_no_call_that_waits() -> None:
    async def scene() -> None:
        async with running(workers=2) as pool:
            for killed in range(0, 100, 2):
                await until(lambda: pool.status().ready == 2)
                kill_workers(pool)
                await until(lambda killed=killed: pool.status().lost == killed + 2)
                assert await ask(pool, "echo", b"still here") == b"still here"

    asyncio.run(scene())


@pytest.mark.parametrize("busy", [False, True])
def test_a_killed_zygote_is_replaced_with_its_workers(busy: bool) -> None:
    async def scene() -> None:
        async with running(workers=2) as pool:
            first = await ask(pool, "process")
            call = asyncio.create_task(ask(pool, "hang", first)) if busy else None
            await until(lambda: pool.status().busy == int(busy))
            old = zygote()
            old.kill()
            await until(lambda: pool.status().lost == 2 and pool.status().ready == 2)
            assert await ask(pool, "echo", b"again") == b"again"
            assert zygote() != old
            assert call is None or await call != first

    asyncio.run(scene())


def test_a_zygote_that_does_not_answer_is_replaced() -> None:
    async def scene() -> None:
        async with running() as pool:
            old = zygote()
            old.suspend()
            with pytest.raises(TimeLimit):
                await ask(pool, "hang", seconds=0.05)
            assert await ask(pool, "echo", b"again") == b"again"
            assert zygote() != old

    asyncio.run(scene())


@pytest.mark.parametrize("job", ["echo", "hang"])
def test_stop_leaves_no_process(job: str) -> None:
    async def scene() -> None:
        async with running(workers=2) as pool:
            call = asyncio.create_task(ask(pool, job))
            await until(lambda: pool.status().busy == 1 or call.done())
            assert len(descendants()) == 3
        assert descendants() == []
        await asyncio.gather(call, return_exceptions=True)

    asyncio.run(scene())


def test_stop_before_anything_is_ready_leaves_no_process() -> None:
    async def scene() -> None:
        async with running(workers=2, wait=False):
            await until(lambda: descendants() != [])
        assert descendants() == []

    asyncio.run(scene())


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_server_that_dies_leaves_no_worker_not_even_a_busy_one(end: signal.Signals) -> None:
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"busy\n"
        family = psutil.Process(server.pid).children(recursive=True)
        assert len(family) == 3
        server.send_signal(end)
        server.wait()
        assert psutil.wait_procs(family, timeout=30)[1] == []
