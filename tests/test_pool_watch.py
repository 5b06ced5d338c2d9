"""Calls that are followed through real worker processes: their reports, and their stop, heeded or not."""

import asyncio

import pytest

from app.errors import Stopped, WorkerLost
from app.pool import Follower, Job, Sharing, Watch
from tests.pool_running import PATIENCE_SECONDS, ask, running, until


def test_reports_come_in_order_before_the_answer() -> None:
    async def scene() -> None:
        heard: list[bytes] = []
        async with running() as pool:
            answer = await pool.call("report", b"500", seconds=PATIENCE_SECONDS, watch=Watch(heard.append))
            assert answer == b"done"
            assert heard == [str(number).encode() for number in range(500)]
            assert await ask(pool, "report", b"3") == b"done"
            assert len(heard) == 500

    asyncio.run(scene())


def test_a_worker_that_tells_too_much_is_lost() -> None:
    async def scene() -> None:
        async with running() as pool:
            with pytest.raises(WorkerLost):
                await ask(pool, "tell_too_much")
            assert await ask(pool, "echo", b"again") == b"again"

    asyncio.run(scene())


def test_a_stopped_call_answers_what_it_has_and_its_worker_serves_the_next() -> None:
    async def scene() -> None:
        begun = asyncio.Event()
        async with running() as pool:
            watch = Watch(lambda _: begun.set())
            call = asyncio.create_task(pool.call("until_stopped", b"", seconds=PATIENCE_SECONDS, watch=watch))
            await begun.wait()
            watch.stop()
            process = await call
            assert await ask(pool, "process") == process
            assert pool.status().respawns == 0

    asyncio.run(scene())


def test_a_stop_that_crosses_the_answer_stops_nothing_else() -> None:
    async def scene() -> None:
        async with running() as pool:
            (worker,) = pool._crew.short
            process = await ask(pool, "process")
            worker.channel.stop()
            begun = asyncio.Event()
            watch = Watch(lambda _: begun.set())
            call = asyncio.create_task(pool.call("until_stopped", b"", seconds=PATIENCE_SECONDS, watch=watch))
            await begun.wait()
            assert not call.done()
            watch.stop()
            assert await call == process

    asyncio.run(scene())


def test_a_call_that_does_not_listen_is_ended_and_not_tried_again() -> None:
    async def scene() -> None:
        begun = asyncio.Event()
        async with running() as pool:
            watch = Watch(lambda _: begun.set())
            call = asyncio.create_task(pool.call("deaf", b"", seconds=PATIENCE_SECONDS, watch=watch))
            await begun.wait()
            watch.stop()
            with pytest.raises(Stopped):
                await call
            assert await ask(pool, "echo", b"again") == b"again"
            assert pool.status().respawns == 1

    asyncio.run(scene())


def test_a_call_stopped_in_line_takes_no_worker() -> None:
    async def scene() -> None:
        async with running() as pool:
            first = asyncio.create_task(ask(pool, "hang"))
            await until(lambda: pool.status().busy == 1)
            watch = Watch()
            second = asyncio.create_task(pool.call("echo", b"", seconds=PATIENCE_SECONDS, watch=watch))
            await until(lambda: pool.status().waiting == 1)
            watch.stop()
            with pytest.raises(Stopped):
                await second
            assert pool.status().waiting == 0
            first.cancel()
            assert await ask(pool, "echo", b"again") == b"again"

    asyncio.run(scene())


def test_followers_of_equal_calls_hear_the_same_and_one_who_comes_late_hears_the_latest() -> None:
    async def scene() -> None:
        kept: dict[str, bytes] = {}
        async with running() as pool:
            sharing = Sharing(pool, kept.__setitem__)
            job = Job("until_stopped", b"", "key")
            first, second = Follower(), Follower()
            calls = [asyncio.create_task(sharing.answer(job, seconds=30.0, follower=first))]
            await until(lambda: first.report == b"begun")
            calls.append(asyncio.create_task(sharing.answer(job, seconds=30.0, follower=second)))
            await until(lambda: second.report == b"begun")
            assert pool.status().busy == 1
            second.stop()
            answers = await asyncio.gather(*calls)
            assert answers[0] == answers[1] == kept["key"]
            assert not first.waiting and not second.waiting

    asyncio.run(scene())


def test_the_last_follower_who_goes_ends_the_call() -> None:
    async def scene() -> None:
        async with running() as pool:
            sharing = Sharing(pool, {}.__setitem__)
            follower = Follower()
            call = asyncio.create_task(
                sharing.answer(Job("until_stopped", b"", "key"), seconds=30.0, follower=follower)
            )
            await until(lambda: follower.report == b"begun")
            call.cancel()
            await until(lambda: pool.status().respawns == 1)
            assert await ask(pool, "echo", b"again") == b"again"

    asyncio.run(scene())
