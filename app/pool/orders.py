"""What pool and zygote say to each other, in records of a fixed size: orders one way, reports of ends the other."""

import enum
import struct
from collections.abc import Iterator

ORDER = struct.Struct(">BQ")
END_REPORT = struct.Struct(">Qq")


class Order(enum.IntEnum):
    """What the zygote is to do with the worker of a number."""

    START = 1
    MAKE_WAY = 2
    END = 3


def pack_order(order: Order, key: int) -> bytes:
    """An order as bytes."""
    return ORDER.pack(order, key)


def read_order(record: bytes) -> tuple[Order, int]:
    """The order and the worker's number in a record."""
    order, key = ORDER.unpack(record)
    return Order(order), key


def pack_end(key: int, code: int) -> bytes:
    """The report that a worker has ended, with its exit code; a negative one is the signal that ended it."""
    return END_REPORT.pack(key, code)


def take_ends(buffer: bytearray) -> Iterator[tuple[int, int]]:
    """Cuts every complete report off the front of `buffer`: which worker has ended, with what code."""
    while len(buffer) >= END_REPORT.size:
        key, code = END_REPORT.unpack_from(buffer)
        del buffer[: END_REPORT.size]
        yield key, code
