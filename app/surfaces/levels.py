"""The heights of a grid in, the levels of its contours out: even steps, or ever larger ones where the grid is steep."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.graph.scales import multiples, round_step

LEVELS = 12
_STEEP = 6.0
"""So many times as high in the upper reaches as in the lower third: even steps would leave a valley without lines."""
_FLOOR, _LOWER, _CEILING = 0.05, 0.3, 0.97


@dataclass(frozen=True)
class Levels:
    """Levels in ascending order; `unit` is the height above the lowest of the first, where they grow like powers."""

    heights: tuple[float, ...]
    unit: float | None


def choose(heights: Sequence[float]) -> Levels:
    """The levels for finite heights."""
    found = sorted(heights)
    if not found or not found[-1] > found[0]:
        return Levels((), None)
    low, high = found[0], _part(found, _CEILING)
    lower, floor = _part(found, _LOWER) - low, _part(found, _FLOOR) - low
    if high - low > _STEEP * lower > 0 and floor > 0:
        return _powers(low, floor, found[-1] - low)
    step = round_step((high if high > low else found[-1]) - low, LEVELS)
    return Levels(
        tuple(level for level in multiples(low, found[-1], step) if low < level < found[-1])[: 2 * LEVELS], None
    )


def _powers(low: float, floor: float, high: float) -> Levels:
    """Levels above the lowest height that grow by the same factor."""
    ratio = (high / floor) ** (1 / LEVELS)
    levels = {_rounded(low + floor * ratio**index, floor * ratio**index) for index in range(LEVELS)}
    return Levels(tuple(sorted(level for level in levels if low < level < low + high)), floor)


def _rounded(number: float, size: float) -> float:
    """To two digits of what matters, which has some size.

    >>> _rounded(0.0347, 0.0347), _rounded(100.0347, 0.0347), _rounded(1234.0, 1234.0)
    (0.035, 100.035, 1200.0)
    """
    return round(number, 1 - math.floor(math.log10(size)))


def _part(ordered: Sequence[float], part: float) -> float:
    return ordered[int(part * (len(ordered) - 1))]
