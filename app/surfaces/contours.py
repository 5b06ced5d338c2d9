"""Heights and levels in, contour lines and the bands between them out: the one door to contourpy."""

import math
from collections.abc import Sequence
from typing import Any

from contourpy import FillType, LineType, contour_generator

from app.graph.model import Number
from app.graph.surface import Axis, Band, Contour, Ring
from app.surfaces.levels import Levels

_DIGITS = 6


class Map:
    """A grid of heights, `rows[j][i]` at the i-th place of `x` and the j-th of `y`; what is not finite is a hole."""

    def __init__(self, x: Axis, y: Axis, rows: Sequence[Sequence[Number]]) -> None:
        self.x = x
        self.y = y
        heights = [[float(number) for number in row] for row in rows]
        self.finite = [number for row in heights for number in row if math.isfinite(number)]
        cleaned = [[number if math.isfinite(number) else math.nan for number in row] for row in heights]
        self._generator = contour_generator(
            z=cleaned, name="serial", fill_type=FillType.OuterOffset, line_type=LineType.Separate
        )

    def contours(self, levels: Levels) -> tuple[Contour, ...]:
        """The lines of each level."""
        return tuple(
            Contour(level, tuple(self._ring(line) for line in self._generator.lines(level))) for level in levels.heights
        )

    def bands(self, levels: Levels) -> tuple[Band, ...]:
        """The regions from the lowest height to the first level, between the levels, and above the last."""
        if not self.finite:
            return ()
        low, high = min(self.finite), max(self.finite)
        bounds = [low, *levels.heights, high]
        pairs = list(zip(bounds, bounds[1:], strict=False))
        return tuple(
            self._band(lower, upper, first=index == 0, last=index == len(pairs) - 1)
            for index, (lower, upper) in enumerate(pairs)
        )

    def above(self, level: float) -> tuple[tuple[Ring, ...], ...]:
        """The polygons of the region above a level."""
        return self._filled(level, max([level, *self.finite]) + 1.0)

    def _band(self, lower: float, upper: float, *, first: bool, last: bool) -> Band:
        below = lower - abs(lower) - 1.0 if first else lower
        above = upper + abs(upper) + 1.0 if last else upper
        return Band(lower, upper, self._filled(below, above))

    def _filled(self, below: float, above: float) -> tuple[tuple[Ring, ...], ...]:
        found: Any = self._generator.filled(below, above)
        polygons = []
        for polygon, starts in zip(*found, strict=True):
            ends = starts.tolist()
            polygons.append(tuple(self._ring(polygon[a:b]) for a, b in zip(ends, ends[1:], strict=False)))
        return tuple(polygons)

    def _ring(self, line: Any) -> Ring:
        return tuple((_rounded(self.x, column), _rounded(self.y, row)) for column, row in line.tolist())


def _rounded(axis: Axis, place: float) -> float:
    """A coordinate to a millionth of the axis."""
    digits = _DIGITS - math.floor(math.log10(axis.high - axis.low))
    return round(axis.place(place), digits)


def warm_up() -> None:
    """Touch what contourpy imports late."""
    axis = Axis("w", 0.0, 1.0, 2)
    Map(axis, axis, ((0.0, 1.0), (1.0, 2.0))).bands(Levels((0.5,), None))
