"""The bytes between pool and worker, and a worker that does not keep to them."""

import asyncio
import os
import threading
from collections.abc import Callable

import pytest

from app.pool import frames
from app.pool.channel import Channel, ChannelLost
from app.pool.frames import Frame, FrameError, Kind


@pytest.mark.parametrize("body", [b"", b"x", bytes(range(256)) * 20_000])
def test_a_frame_survives_a_pipe(body: bytes) -> None:
    source, sink = os.pipe()
    writer = threading.Thread(target=lambda: (frames.write(sink, Kind.ANSWER, body), os.close(sink)))
    writer.start()
    assert frames.read(source) == Frame(Kind.ANSWER, body)
    assert frames.read(source) is None
    writer.join()
    os.close(source)


def test_frames_are_cut_from_bytes_that_come_one_by_one() -> None:
    buffer = bytearray()
    cut = []
    for byte in frames.pack(Kind.ANSWER, b"first") + frames.pack(Kind.FAILURE, b""):
        buffer.append(byte)
        if (frame := frames.take(buffer)) is not None:
            cut.append(frame)
    assert cut == [Frame(Kind.ANSWER, b"first"), Frame(Kind.FAILURE, b"")]


def test_a_pipe_that_ends_within_a_frame_has_no_frame() -> None:
    source, sink = os.pipe()
    os.write(sink, frames.pack(Kind.ANSWER, b"whole")[:-1])
    os.close(sink)
    assert frames.read(source) is None
    os.close(source)


@pytest.mark.parametrize("header", [b"\x03\xff\xff\xff\xff", b"\x63\x00\x00\x00\x01"])
def test_nonsense_is_no_frame(header: bytes) -> None:
    with pytest.raises(FrameError):
        frames.take(bytearray(header))


class Wire:
    """Stands for the transport: keeps what is written, and lets a wicked worker answer."""

    def __init__(self) -> None:
        self.written = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True


def asked(act: Callable[[Channel], None]) -> tuple[object, Wire]:
    """What a question ends in when the worker does `act` once it is asked."""

    async def scene() -> tuple[object, Wire]:
        wire = Wire()
        channel = Channel(lambda: None)
        channel.open(wire)
        question = asyncio.create_task(channel.ask(b"question"))
        while not wire.written:
            await asyncio.sleep(0)
        act(channel)
        (result,) = await asyncio.gather(question, return_exceptions=True)
        return result, wire

    return asyncio.run(scene())


def test_an_answer_in_pieces_is_put_together() -> None:
    def act(channel: Channel) -> None:
        for byte in frames.pack(Kind.ANSWER, b"whole"):
            channel.data_received(bytes([byte]))

    result, wire = asked(act)
    assert result == Frame(Kind.ANSWER, b"whole")
    assert (wire.written, wire.closed) == (b"question", False)


@pytest.mark.parametrize(
    "data",
    [
        frames.pack(Kind.READY, b"{}"),
        frames.pack(Kind.REQUEST, b""),
        frames.pack(Kind.PING, b""),
        b"\x03\xff\xff\xff\xff",
        b"GET / HTTP/1.1",
    ],
)
def test_a_worker_that_says_what_no_worker_says_is_hung_up_on(data: bytes) -> None:
    result, wire = asked(lambda channel: channel.data_received(data))
    assert isinstance(result, ChannelLost)
    assert wire.closed


def test_an_answer_that_nobody_asked_for_never_answers_the_next_question() -> None:
    two = frames.pack(Kind.ANSWER, b"mine") + frames.pack(Kind.ANSWER, b"for the next one")
    _, wire = asked(lambda channel: channel.data_received(two))
    assert wire.closed
