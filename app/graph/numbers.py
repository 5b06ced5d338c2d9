"""Numbers and tensors as text: a Number or Value comes in, what a person reads on a box or in a table goes out."""

import struct
from typing import Any

from app.graph.model import Number, Value

DIGITS = 4
LENGTH = 9
LINE = 3

_SPECIAL = {"nan": "nan", "inf": "∞", "-inf": "-∞"}
_PACKED = {"float32": "<f", "float16": "<e"}


def flat(value: Value | None) -> list[Any] | None:
    """The numbers of a value in order; None of a large one."""
    if value is None or value.data is None:
        return None
    items: list[Any] = [value.data]
    for _ in value.shape:
        items = [item for row in items for item in row]
    return items


def short(number: Number, digits: int = DIGITS) -> str:
    """At most four significant digits and nine characters, with an ASCII minus so that it can be copied.

    >>> [short(x) for x in (0.476946, 15.0, -0.00842148, 1.2e-07, 12345.6, -1.2345e-07, "-inf", True)]
    ['0.4769', '15', '-0.008421', '1.2e-07', '12346', '-1.23e-07', '-∞', 'True']
    """
    if isinstance(number, str):
        return _SPECIAL.get(number, number)
    if isinstance(number, bool) or (isinstance(number, int) and abs(number) < 10**LENGTH):
        return str(number)
    if 10**digits <= abs(number) < 1e6:
        return f"{number:.0f}"
    for count in range(digits, 0, -1):
        text = f"{number:.{count}g}"
        if len(text) <= LENGTH:
            return text
    return f"{number:.1g}"


def exact(number: Number, dtype: str) -> str:
    """The shortest text that gives the same number again in `dtype`.

    >>> exact(0.10000000149011612, "float32"), exact(0.1, "float64"), exact(15.0, "float32"), exact("inf", "float32")
    ('0.1', '0.1', '15.0', '∞')
    """
    if isinstance(number, str):
        return _SPECIAL.get(number, number)
    if not isinstance(number, float) or dtype not in (*_PACKED, "bfloat16"):
        return repr(number)
    bits = _bits(number, dtype)
    candidates = (float(f"{number:.{count}g}") for count in range(1, 10))
    return next((repr(text) for text in candidates if _bits(text, dtype) == bits), repr(number))


def _bits(number: float, dtype: str) -> bytes | int | None:
    """The number's bits in `dtype`, or None where it is too large for it."""
    try:
        if dtype in _PACKED:
            return struct.pack(_PACKED[dtype], number)
        (bits,) = struct.unpack("<I", struct.pack("<f", number))
    except OverflowError:
        return None
    # bfloat16 is the upper half of a float32, rounded to the nearest, ties to even
    return int(bits + 0x7FFF + (bits >> 16 & 1)) >> 16


def extent(shape: tuple[int, ...]) -> str:
    """A shape as text.

    >>> extent((64, 1000)), extent((5,)), extent(())
    ('[64×1000]', '[5]', '[]')
    """
    return f"[{'×'.join(map(str, shape))}]"


def label(value: Value | None) -> str:
    """One line for a value: its number, the numbers of a vector of at most three, else the shape; "" for None."""
    if value is None:
        return ""
    if value.shape == () and value.data is not None:
        return short(value.data)
    if len(value.shape) == 1 and 0 < value.shape[0] <= LINE and value.data is not None:
        return f"[{', '.join(short(number) for number in value.data)}]"
    return extent(value.shape)


def lines(value: Value | None, digits: int = DIGITS) -> tuple[tuple[str, ...], ...]:
    """The rows of a scalar, vector (one row) or matrix; () for more dimensions and where only statistics are known."""
    if value is None or value.data is None or len(value.shape) > 2:
        return ()
    if value.shape == ():
        return ((short(value.data, digits),),)
    rows = value.data if len(value.shape) == 2 else [value.data]
    return tuple(tuple(short(number, digits) for number in row) for row in rows)
