"""A running pool for tests, and waiting for something to become true of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from app.pool import Pool, WorkerSpec
from app.pool.nursery import Nursery

LIGHT = WorkerSpec("tests.pool_jobs", memory_megabytes=256)
PATIENCE_SECONDS = 30.0


@contextlib.asynccontextmanager
async def running(
    spec: WorkerSpec = LIGHT,
    *,
    workers: int = 1,
    long_workers: int = 0,
    queue: int = 10,
    queue_seconds: float = PATIENCE_SECONDS,
    nice_after_seconds: float = PATIENCE_SECONDS,
    nursery: Nursery | None = None,
    wait: bool = True,
) -> AsyncIterator[Pool]:
    """A pool whose workers are all ready, unless told not to `wait`, stopped at the end."""
    pool = Pool(
        spec,
        workers=workers,
        long_workers=long_workers,
        queue=queue,
        queue_seconds=queue_seconds,
        nice_after_seconds=nice_after_seconds,
        nursery=nursery,
    )
    await pool.start()
    try:
        if wait:
            await until(lambda: pool.status().ready == workers)
        yield pool
    finally:
        await pool.stop()


async def until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds; TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.005)


async def ask(pool: Pool, job: str, payload: bytes = b"", *, seconds: float = PATIENCE_SECONDS) -> bytes:
    """One call with a time limit that it does not reach."""
    return await pool.call(job, payload, seconds=seconds)
