"""Neutral values in; where a bad number stands in them, and which number stands at a place, out."""

import math
from typing import Any

from app.graph.model import Value
from app.graph.numbers import flat

Shape = tuple[int, ...]


def first_bad(value: Value | None, kind: str = "") -> int | None:
    """The place of the first number that is not finite, of this kind ("nan", "inf", "-inf") if one is given; of a large
    value -1 where it has one.

    >>> first_bad(Value((3,), "float32", [1.0, "inf", "nan"])), first_bad(Value((), "float32", 2.0))
    (1, None)
    """
    items = flat(value)
    if items is not None:
        bad = (place for place, item in enumerate(items) if isinstance(item, str) and (not kind or item == kind))
        return next(bad, None)
    stats = value.stats if value is not None else None
    if stats is None:
        return None
    count = stats.nans if kind == "nan" else stats.infinities if kind else stats.nans + stats.infinities
    return -1 if count else None


def number_at(value: Value | None, shape: Shape, place: int | None) -> float | None:
    """The number of a value that goes with place `place` of a result of this shape, the value broadcast to it; None
    where it can't be told.

    >>> number_at(Value((2, 1), "float32", [[5.0], ["inf"]]), (2, 3), 4)
    inf
    """
    items = flat(value)
    if items is None or value is None or place is None or place < 0:
        return None
    if len(items) == 1:
        return _number(items[0])
    if len(value.shape) > len(shape):
        return None
    at, stride = 0, 1
    for mine, theirs in zip(reversed(value.shape), reversed(shape), strict=False):
        place, index = divmod(place, theirs)
        if mine not in (1, theirs):
            return None
        at += (index if mine > 1 else 0) * stride
        stride *= mine
    return _number(items[at])


def _number(item: Any) -> float | None:
    try:
        return float(item)
    except (ValueError, OverflowError):
        return math.inf if isinstance(item, int) else None
