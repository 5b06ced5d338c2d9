"""Neutral values in, their size out: what the findings compare."""

import math

from app.engine.recording.values import is_finite
from app.graph.model import Value
from app.graph.numbers import flat


def entries(value: Value | None) -> list[float]:
    """The numbers of a value that is kept whole; none of a large one, and none where one is not finite."""
    return [float(number) for number in flat(value) or ()] if value is not None and is_finite(value) else []


def size_of(value: Value | None) -> float:
    """The root of the mean square; NaN where it can't be told.

    >>> size_of(Value((2,), "float32", [3.0, 4.0]))
    3.5355339059327378
    """
    if value is None:
        return math.nan
    if value.stats is not None and not isinstance(value.stats.norm, str):
        return float(value.stats.norm) / math.sqrt(math.prod(value.shape))
    numbers = entries(value)
    return math.sqrt(sum(number * number for number in numbers) / len(numbers)) if numbers else math.nan


def is_finite_value(value: Value | None) -> bool:
    """Whether a value holds no NaN and no infinity."""
    return value is None or is_finite(value)
