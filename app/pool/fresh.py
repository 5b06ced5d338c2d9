"""Workers as fresh interpreters, for systems where forking a process that holds torch is not safe or not possible."""

import asyncio
import contextlib
import os
import sys

from app.pool.channel import Channel
from app.pool.environment import child_command, child_environment
from app.pool.spec import WorkerSpec

NICENESS = 10
CHUNK = 1024 * 1024


class FreshWorkers:
    """Each worker imports for itself (seconds, 200 MB and more); frames go through its standard input and output."""

    def __init__(self, spec: WorkerSpec) -> None:
        self._spec = spec
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        self._pumps: set[asyncio.Task[None]] = set()

    async def start(self, key: int, channel: Channel) -> None:
        """Starts a worker and connects `channel` to it."""
        process = await asyncio.create_subprocess_exec(
            *child_command("app.pool.worker", self._spec),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=child_environment(self._spec),
            start_new_session=True,
        )
        self._processes[key] = process
        assert process.stdin is not None
        channel.open(process.stdin)
        pump = asyncio.create_task(self._pump(key, process, channel))
        self._pumps.add(pump)
        pump.add_done_callback(self._pumps.discard)

    def make_way(self, key: int) -> None:
        """Lowers the priority of a worker, where the system has priorities of this kind."""
        process = self._processes.get(key)
        if sys.platform != "win32" and process is not None and process.returncode is None:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)

    def end(self, key: int) -> None:
        """Kills a worker."""
        process = self._processes.get(key)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    async def stop(self) -> None:
        """Kills every worker and waits for them."""
        for key in list(self._processes):
            self.end(key)
        await asyncio.gather(*self._pumps)

    async def _pump(self, key: int, process: asyncio.subprocess.Process, channel: Channel) -> None:
        assert process.stdout is not None
        with contextlib.suppress(ConnectionError):
            while data := await process.stdout.read(CHUNK):
                channel.data_received(data)
        channel.connection_lost(None)
        await process.wait()
        self._processes.pop(key, None)
