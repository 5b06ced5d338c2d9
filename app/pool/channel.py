"""The pool's end of one worker: asks it one thing at a time, and notices at once when it is gone."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import msgspec

from app.pool import frames
from app.pool.frames import Frame, FrameError, Kind
from app.pool.spec import Introduction

LONGEST_REPORT = 256 * 1024
MOST_REPORTS = 10_000

Listener = Callable[[bytes], None]


class ChannelLost(Exception):
    """The worker has died, or has said something that no worker says."""


class Outlet(Protocol):
    """What a channel writes to: an asyncio transport or stream."""

    def write(self, data: bytes) -> None:
        """Sends bytes on."""

    def close(self) -> None:
        """Hangs up."""


class Channel(asyncio.Protocol):
    """Frames over a byte stream. Bytes from a worker are cut and measured here, never unpickled."""

    def __init__(self, on_lost: Callable[[], None]) -> None:
        self.lost = False
        self._on_lost = on_lost
        self._outlet: Outlet | None = None
        self._buffer = bytearray()
        self._awaited: asyncio.Future[Frame] | None = None
        self._listener: Listener | None = None
        self._reports = 0

    def open(self, outlet: Outlet) -> None:
        """From now on, frames are written to `outlet`."""
        self._outlet = outlet
        if self.lost:
            outlet.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio has opened the stream."""
        self.open(transport)  # type: ignore[arg-type]  # asyncio types every transport as the base of them all

    async def introduction(self) -> Introduction:
        """Waits until the worker is READY. ChannelLost when it never gets there."""
        frame = await self._next()
        if frame.kind is not Kind.READY:
            self.close()
            raise ChannelLost
        return msgspec.json.decode(frame.body, type=Introduction)

    async def ask(self, request: bytes, listener: Listener | None = None) -> Frame:
        """Sends a packed request and waits for its ANSWER or FAILURE; REPORTs before it go to the listener.
        ChannelLost when the worker dies over it."""
        if self.lost or self._outlet is None:
            raise ChannelLost
        self._outlet.write(request)
        self._listener, self._reports = listener, 0
        try:
            frame = await self._next()
        finally:
            self._listener = None
        if frame.kind in (Kind.READY, Kind.REQUEST, Kind.PING, Kind.STOP):
            self.close()
            raise ChannelLost
        return frame

    def stop(self) -> None:
        """Asks the worker to answer what it is working on as it is now."""
        if not self.lost and self._outlet is not None:
            self._outlet.write(frames.pack(Kind.STOP, b""))

    def close(self) -> None:
        """Hangs up; who waits for an answer gets ChannelLost."""
        if self._outlet is not None:
            self._outlet.close()
        self.connection_lost(None)

    def data_received(self, data: bytes) -> None:
        """Bytes have come. What nobody has asked for, and what is no frame, ends the channel."""
        if self.lost:
            return
        self._buffer += data
        try:
            frame = frames.take(self._buffer)
            while frame is not None and frame.kind is Kind.REPORT:
                self._hear(frame.body)
                frame = frames.take(self._buffer)
        except FrameError:
            self.close()
            return
        if self._awaited is None or self._awaited.done() or (frame is not None and self._buffer):
            self.close()
        elif frame is not None:
            self._awaited.set_result(frame)

    def _hear(self, report: bytes) -> None:
        self._reports += 1
        if len(report) > LONGEST_REPORT or self._reports > MOST_REPORTS:
            raise FrameError("a worker tells too much")
        if self._listener is not None:
            self._listener(report)

    def connection_lost(self, _: Exception | None) -> None:
        """The stream has ended, by either side."""
        if self.lost:
            return
        self.lost = True
        self._buffer.clear()
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(ChannelLost())
        self._on_lost()

    async def _next(self) -> Frame:
        if self.lost:
            raise ChannelLost
        self._awaited = asyncio.get_running_loop().create_future()
        try:
            return await self._awaited
        finally:
            self._awaited = None
