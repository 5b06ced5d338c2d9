"""A curve that grows while it is looked at: numbers come in one after the other, a few hundred points go out."""

from collections.abc import Iterable
from math import isfinite

MOST = 120
"""Stretches; each gives its least and its greatest point."""

Point = tuple[int, float]


class Sketch:
    """Two points for each stretch of the curve; as it grows, stretches join in pairs."""

    def __init__(self) -> None:
        self._stretches: list[tuple[Point, Point]] = []
        self._length = 1
        self._filled = 0

    def extend(self, points: Iterable[Point]) -> None:
        """The next points of the curve; what is not finite is left out."""
        for point in points:
            if isfinite(point[1]):
                self._add(point)

    def _add(self, point: Point) -> None:
        if self._filled == 0:
            self._stretches.append((point, point))
        else:
            self._stretches[-1] = _joined(self._stretches[-1], (point, point))
        self._filled = (self._filled + 1) % self._length
        if self._filled == 0 and len(self._stretches) >= MOST:
            pairs = zip(self._stretches[::2], self._stretches[1::2], strict=True)
            self._stretches = [_joined(*pair) for pair in pairs]
            self._length *= 2

    def points(self) -> list[Point]:
        """The curve from left to right.

        >>> sketch = Sketch()
        >>> sketch.extend((x, float(x % 50)) for x in range(1_000))
        >>> points = sketch.points()
        >>> len(points) <= 2 * MOST, max(y for _, y in points), min(y for _, y in points)
        (True, 49.0, 0.0)
        """
        return sorted({point for stretch in self._stretches for point in stretch})


def _joined(first: tuple[Point, Point], second: tuple[Point, Point]) -> tuple[Point, Point]:
    least = first[0] if first[0][1] <= second[0][1] else second[0]
    greatest = first[1] if first[1][1] >= second[1][1] else second[1]
    return least, greatest
