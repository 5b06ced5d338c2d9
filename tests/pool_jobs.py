"""Jobs for the pool's tests that need no torch, done in a real worker: what any module may do to its process."""

import ctypes
import gc
import os
from collections.abc import Callable

import msgspec

from app.pool import Caller

KEPT: list[bytearray] = []


def warm_up() -> None:
    """Nothing here needs it."""


def perform(job: str, payload: bytes, caller: Caller) -> bytes:
    """Does a job of the table below."""
    return TALKING[job](payload, caller) if job in TALKING else JOBS[job](payload)


def echo(payload: bytes) -> bytes:
    return payload


def process(_: bytes) -> bytes:
    return str(os.getpid()).encode()


def hang(payload: bytes) -> bytes:
    """Never ends in the process whose number is the payload, or in any if that is empty; others answer their number."""
    while not payload or int(payload) == os.getpid():
        pass
    return process(payload)


def raise_with_text(payload: bytes) -> bytes:
    raise ValueError(payload.decode())


def leave(_: bytes) -> bytes:
    os._exit(3)


def segfault(_: bytes) -> bytes:
    ctypes.string_at(0)
    return b""


def hog(_: bytes) -> bytes:
    """Takes memory without end."""
    taken: list[object] = []
    while True:
        taken.append(bytearray(16_000_000))


def keep(payload: bytes) -> bytes:
    """Keeps some megabytes after its answer."""
    KEPT.append(bytearray(int(payload) * 1024 * 1024))
    return process(payload)


def chatter(payload: bytes) -> bytes:
    """Writes to standard output and error."""
    return str(os.write(1, payload) + os.write(2, payload)).encode()


def frozen_objects(_: bytes) -> bytes:
    return str(gc.get_freeze_count()).encode()


def environment(_: bytes) -> bytes:
    return msgspec.json.encode(dict(os.environ))


def answer_too_much(_: bytes) -> bytes:
    return bytes(256 * 1024 * 1024 + 1)


def report(payload: bytes, caller: Caller) -> bytes:
    """Tells the numbers up to the payload, then answers."""
    for number in range(int(payload)):
        caller.tell(str(number).encode())
    return b"done"


def tell_too_much(_: bytes, caller: Caller) -> bytes:
    caller.tell(bytes(10_000_000))
    return b""


def until_stopped(_: bytes, caller: Caller) -> bytes:
    """Says that it has begun, and goes on until it is stopped."""
    caller.tell(b"begun")
    while not caller.stops():
        pass
    return process(b"")


def deaf(_: bytes, caller: Caller) -> bytes:
    """Says that it has begun, and never listens."""
    caller.tell(b"begun")
    return hang(b"")


TALKING: dict[str, Callable[[bytes, Caller], bytes]] = {
    function.__name__: function for function in (report, tell_too_much, until_stopped, deaf)
}
JOBS: dict[str, Callable[[bytes], bytes]] = {
    function.__name__: function
    for function in (
        *(echo, process, hang, raise_with_text, leave, segfault, hog, keep, chatter),
        *(frozen_objects, environment, answer_too_much),
    )
}
