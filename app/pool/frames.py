"""Frames, how bytes travel between pool and worker: a byte says what follows, four how long it is, then it follows."""

import enum
import os
import struct
from typing import NamedTuple

LONGEST = 256 * 1024 * 1024
CHUNK = 1024 * 1024
HEADER = struct.Struct(">BI")


class Kind(enum.IntEnum):
    """What a frame holds; the two LAST kinds also say that the worker ends after it. A PING gets an empty ANSWER.
    REPORTs come before an answer; a STOP asks for the answer as it is now."""

    READY = 1
    REQUEST = 2
    ANSWER = 3
    FAILURE = 4
    LAST_ANSWER = 5
    LAST_FAILURE = 6
    PING = 7
    REPORT = 8
    STOP = 9


class Frame(NamedTuple):
    """One message."""

    kind: Kind
    body: bytes


class FrameError(ValueError):
    """The bytes are no frame, or too many for one."""


def pack(kind: Kind, body: bytes) -> bytes:
    """The bytes of one frame.

    >>> pack(Kind.ANSWER, b"42")
    b'\\x03\\x00\\x00\\x00\\x0242'
    """
    if len(body) > LONGEST:
        raise FrameError(f"{len(body)} bytes are too many for a frame")
    return HEADER.pack(kind, len(body)) + body


def unpack_header(header: bytes | bytearray) -> tuple[Kind, int]:
    """Kind and body length that a frame's first bytes announce; FrameError where that is nonsense."""
    kind, size = HEADER.unpack_from(header)
    if size > LONGEST:
        raise FrameError(f"{size} bytes are too many for a frame")
    try:
        return Kind(kind), size
    except ValueError:
        raise FrameError(f"there is no frame of kind {kind}") from None


def take(buffer: bytearray) -> Frame | None:
    """Cuts the first frame off the front of `buffer`; None while it is not complete."""
    if len(buffer) < HEADER.size:
        return None
    kind, size = unpack_header(buffer)
    end = HEADER.size + size
    if len(buffer) < end:
        return None
    body = bytes(memoryview(buffer)[HEADER.size : end])
    del buffer[:end]
    return Frame(kind, body)


def read(descriptor: int) -> Frame | None:
    """The next frame of a blocking descriptor; None when the other side has closed it."""
    header = _read_exactly(descriptor, HEADER.size)
    if header is None:
        return None
    kind, size = unpack_header(header)
    body = _read_exactly(descriptor, size)
    return None if body is None else Frame(kind, body)


def write(descriptor: int, kind: Kind, body: bytes) -> None:
    """Writes one frame to a blocking descriptor."""
    rest = memoryview(pack(kind, body))
    while rest:
        rest = rest[os.write(descriptor, rest[:CHUNK]) :]


def _read_exactly(descriptor: int, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, min(size - len(parts), CHUNK))
        if not part:
            return None
        parts += part
    return bytes(parts)
