"""Calls through real worker processes: answers, failures, limits, the line, the lanes."""

import asyncio

import msgspec
import psutil
import pytest

from app.errors import Overloaded, TimeLimit, Unavailable, WorkerLost
from app.pool import JobFailed, StartFailed, WorkerSpec
from app.pool.fresh import FreshWorkers
from tests.pool_running import LIGHT, ask, running, until


@pytest.mark.parametrize("payload", [b"", b"a\0b", bytes(5_000_000)])
def test_bytes_come_back_as_they_went(payload: bytes) -> None:
    async def scene() -> None:
        async with running() as pool:
            assert await ask(pool, "echo", payload) == payload

    asyncio.run(scene())


def test_many_calls_at_once_each_get_their_own_answer() -> None:
    async def scene() -> None:
        async with running(workers=2, queue=100) as pool:
            payloads = [str(number).encode() for number in range(100)]
            assert await asyncio.gather(*(ask(pool, "echo", payload) for payload in payloads)) == payloads

    asyncio.run(scene())


@pytest.mark.parametrize("job, name", [("raise_with_text", "ValueError"), ("no such job", "KeyError")])
def test_a_job_that_raises_tells_the_class_but_no_text_and_the_worker_lives_on(job: str, name: str) -> None:
    async def scene() -> None:
        async with running() as pool:
            process = await ask(pool, "process")
            with pytest.raises(JobFailed, match=name) as caught:
                await ask(pool, job, b"the secret of a person")
            assert "secret" not in str(caught.value)
            assert await ask(pool, "process") == process

    asyncio.run(scene())


def test_an_answer_too_long_for_a_frame_is_a_failure() -> None:
    async def scene() -> None:
        async with running(WorkerSpec("tests.pool_jobs", memory_megabytes=1024)) as pool:
            with pytest.raises(JobFailed, match="FrameError"):
                await ask(pool, "answer_too_much")

    asyncio.run(scene())


def test_the_time_limit_ends_the_work_and_the_next_call_is_served() -> None:
    async def scene() -> None:
        async with running() as pool:
            with pytest.raises(TimeLimit, match="longer than 0.05 seconds"):
                await ask(pool, "hang", seconds=0.05)
            assert await ask(pool, "echo", b"again") == b"again"
            assert pool.status().respawns == 1

    asyncio.run(scene())


def test_a_memory_hog_is_stopped_and_its_worker_replaced() -> None:
    async def scene() -> None:
        async with running() as pool:
            process = await ask(pool, "process")
            with pytest.raises(JobFailed, match="MemoryError"):
                await ask(pool, "hog")
            assert await ask(pool, "process") != process

    asyncio.run(scene())


def test_a_worker_that_keeps_much_memory_makes_way_and_one_that_keeps_little_stays() -> None:
    async def scene() -> None:
        async with running() as pool:
            first = await ask(pool, "keep", b"1")
            assert await ask(pool, "keep", b"100") == first
            assert await ask(pool, "process") != first

    asyncio.run(scene())


@pytest.mark.parametrize("job", ["leave", "segfault"])
def test_a_job_that_kills_two_workers_is_given_up_and_the_pool_comes_back(job: str) -> None:
    async def scene() -> None:
        async with running() as pool:
            with pytest.raises(WorkerLost):
                await ask(pool, job)
            assert await ask(pool, "echo", b"again") == b"again"
            assert pool.status().lost == 2

    asyncio.run(scene())


def test_a_full_line_refuses() -> None:
    async def scene() -> None:
        async with running(queue=1) as pool:
            running_call = asyncio.create_task(ask(pool, "hang"))
            await until(lambda: pool.status().busy == 1)
            waiting_call = asyncio.create_task(ask(pool, "echo"))
            await until(lambda: pool.status().waiting == 1)
            with pytest.raises(Overloaded):
                await ask(pool, "echo")
            running_call.cancel()
            assert await waiting_call == b""

    asyncio.run(scene())


def test_who_waits_too_long_is_refused() -> None:
    async def scene() -> None:
        async with running(queue_seconds=0.05) as pool:
            running_call = asyncio.create_task(ask(pool, "hang"))
            await until(lambda: pool.status().busy == 1)
            with pytest.raises(Overloaded):
                await ask(pool, "echo")
            assert pool.status().waiting == 0
            running_call.cancel()

    asyncio.run(scene())


def test_first_come_first_served() -> None:
    async def scene() -> None:
        served: list[int] = []

        async def call(number: int) -> None:
            await ask(pool, "echo")
            served.append(number)

        async with running() as pool:
            running_call = asyncio.create_task(ask(pool, "hang"))
            await until(lambda: pool.status().busy == 1)
            calls = [asyncio.create_task(call(number)) for number in range(5)]
            await until(lambda: pool.status().waiting == 5)
            running_call.cancel()
            await asyncio.gather(*calls)
        assert served == [0, 1, 2, 3, 4]

    asyncio.run(scene())


def test_a_cancelled_call_ends_its_worker() -> None:
    async def scene() -> None:
        async with running() as pool:
            process = int(await ask(pool, "process"))
            call = asyncio.create_task(ask(pool, "hang"))
            await until(lambda: pool.status().busy == 1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await until(lambda: not psutil.pid_exists(process))
            assert await ask(pool, "echo", b"again") == b"again"

    asyncio.run(scene())


def test_a_call_cancelled_in_line_takes_no_worker_with_it() -> None:
    async def scene() -> None:
        async with running() as pool:
            running_call = asyncio.create_task(ask(pool, "hang"))
            await until(lambda: pool.status().busy == 1)
            waiting_call = asyncio.create_task(ask(pool, "echo"))
            await until(lambda: pool.status().waiting == 1)
            waiting_call.cancel()
            await until(lambda: pool.status().waiting == 0)
            running_call.cancel()
            assert await ask(pool, "echo", b"again") == b"again"

    asyncio.run(scene())


def test_a_long_call_makes_way_and_ends_with_its_process() -> None:
    async def scene() -> None:
        async with running(long_workers=1, nice_after_seconds=0.05) as pool:
            slow = int(await ask(pool, "process"))
            call = asyncio.create_task(ask(pool, "hang", str(slow).encode()))
            await until(lambda: pool.status().long == 1)
            assert int(await ask(pool, "process")) != slow
            await until(lambda: psutil.Process(slow).nice() == 10)
            call.cancel()
            await until(lambda: not psutil.pid_exists(slow))
            assert pool.status().long == 0

    asyncio.run(scene())


def test_a_long_call_that_finds_no_room_stays_and_moves_when_there_is() -> None:
    async def scene() -> None:
        async with running(workers=2, long_workers=1, nice_after_seconds=0.05) as pool:
            calls = [asyncio.create_task(ask(pool, "hang")) for _ in range(3)]
            await until(lambda: pool.status().long == 1 and pool.status().overdue == 2)
            calls[0].cancel()
            await until(lambda: pool.status().long == 1 and pool.status().overdue == 1)
            assert await ask(pool, "echo", b"short") == b"short"

    asyncio.run(scene())


def test_workers_inherit_no_secret_and_write_to_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOME_PASSWORD", "secret")

    async def scene() -> None:
        async with running() as pool:
            seen = msgspec.json.decode(await ask(pool, "environment"), type=dict[str, str])
            assert "SOME_PASSWORD" not in seen
            assert seen["OMP_NUM_THREADS"] == "1"
            assert await ask(pool, "chatter", b"loud") == b"8"

    asyncio.run(scene())
    assert "loud" not in "".join(capfd.readouterr())


def test_a_module_that_cannot_be_imported_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    async def scene() -> None:
        async with running(WorkerSpec("tests.no_such_module", memory_megabytes=64), wait=False) as pool:
            with pytest.raises(StartFailed):
                await pool.ready()

    asyncio.run(scene())
    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_stopping_sends_away_who_waits_and_who_runs() -> None:
    async def scene() -> None:
        async with running() as pool:
            calls = [asyncio.create_task(ask(pool, "hang")) for _ in range(2)]
            await until(lambda: pool.status().waiting == 1)
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(result) for result in results] == [Unavailable, Unavailable]

    asyncio.run(scene())


def test_workers_as_fresh_interpreters_serve_and_end_the_same_way() -> None:
    async def scene() -> None:
        async with running(nursery=FreshWorkers(LIGHT)) as pool:
            assert pool.status().sealed
            with pytest.raises(TimeLimit):
                await ask(pool, "hang", seconds=0.05)
            with pytest.raises(WorkerLost):
                await ask(pool, "leave")
            process = int(await ask(pool, "process"))
        assert not psutil.pid_exists(process)

    asyncio.run(scene())
