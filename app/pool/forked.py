"""Workers forked by a zygote process: started in milliseconds, most of their memory shared."""

import asyncio
import logging
import signal
import socket
import subprocess

from app.pool import orders
from app.pool.channel import Channel
from app.pool.environment import child_command, child_environment
from app.pool.orders import Order
from app.pool.spec import WorkerSpec

log = logging.getLogger(__name__)

# A zygote that has not killed a worker after this many seconds does not answer any more, and is killed itself.
PATIENCE_SECONDS = 3.0


class ZygoteLink(asyncio.Protocol):
    """The pool's end of one zygote process."""

    def __init__(self, spec: WorkerSpec) -> None:
        self.lost = False
        self._stopping = False
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()
        self._ending: set[int] = set()
        self.socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                child_command("app.pool.zygote", spec),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=child_environment(spec),
                # The terminal's Ctrl-C is for the server, which then ends the zygote.
                start_new_session=True,
            )

    def send(self, order: Order, key: int, *descriptors: int) -> None:
        """Gives an order; a zygote that cannot take it is ended."""
        if self.lost:
            return
        try:
            socket.send_fds(self.socket, [orders.pack_order(order, key)], descriptors)
        except OSError:
            self.kill()
        if order is Order.END:
            self._ending.add(key)
            asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._insist, key)

    def kill(self) -> None:
        """Kills the zygote, and with it, by their parent-death signal, its workers."""
        self._process.kill()

    async def stop(self) -> None:
        """Has the zygote end its workers and itself; returns when it is gone."""
        self._stopping = True
        if not self.lost:
            self.socket.shutdown(socket.SHUT_WR)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.shield(self.gone)
        except TimeoutError:
            self.kill()
            await self.gone

    def data_received(self, data: bytes) -> None:
        """Reports of ended workers have come."""
        self._buffer += data
        for key, code in orders.take_ends(self._buffer):
            self._ending.discard(key)
            # A worker that was still starting finds nobody to tell that it is ready: no news at the end.
            if code not in (0, -signal.SIGKILL) and not self._stopping:
                log.warning("worker %d ended with code %d", key, code)

    def connection_lost(self, _: Exception | None) -> None:
        """The zygote is gone, or no use any more."""
        self.lost = True
        self.kill()
        self._ending.clear()
        # A killed process of this size takes the system some milliseconds to clear away: not on the event loop.
        waiter = asyncio.get_running_loop().run_in_executor(None, self._process.wait)
        waiter.add_done_callback(self._bury)

    def _bury(self, _: asyncio.Future[int]) -> None:
        if not self.gone.done():
            self.gone.set_result(None)

    def _insist(self, key: int) -> None:
        if key in self._ending:
            log.error("the zygote does not answer, starting another one")
            self.kill()


class ForkedWorkers:
    """Starts a zygote when there is none, and workers through it."""

    def __init__(self, spec: WorkerSpec) -> None:
        self._spec = spec
        self._link: ZygoteLink | None = None
        self._starting = asyncio.Lock()

    async def start(self, key: int, channel: Channel) -> None:
        """Forks a worker and connects `channel` to it."""
        link = await self._zygote()
        ours, theirs = socket.socketpair()
        with theirs:
            link.send(Order.START, key, theirs.fileno())
        await asyncio.get_running_loop().create_unix_connection(lambda: channel, sock=ours)

    def make_way(self, key: int) -> None:
        """Lowers the priority of a worker."""
        if self._link is not None:
            self._link.send(Order.MAKE_WAY, key)

    def end(self, key: int) -> None:
        """Kills a worker."""
        if self._link is not None:
            self._link.send(Order.END, key)

    async def stop(self) -> None:
        """Ends the zygote and every worker."""
        async with self._starting:
            link, self._link = self._link, None
        if link is not None:
            await link.stop()

    async def _zygote(self) -> ZygoteLink:
        async with self._starting:
            if self._link is None or self._link.lost:
                self._link = link = ZygoteLink(self._spec)
                await asyncio.get_running_loop().create_unix_connection(lambda: link, sock=link.socket)
            return self._link
