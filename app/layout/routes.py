"""The curves of the layered layout: placed columns and links come in, routes that pass between boxes go out."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from app.graph.coordinates import Box, Link, Route

Point = tuple[float, float]

SEARCHED = 40
"""A longer edge goes above everything instead of looking for a gap in every column that it passes."""
LANE = 10.0
LANES = 12


class Lattice:
    """Columns of boxes, each from top to bottom, and the gaps between them."""

    def __init__(self, columns: Sequence[Sequence[Box]]) -> None:
        self.left = [min(box.x - box.width / 2 for box in column) for column in columns]
        self.right = [max(box.x + box.width / 2 for box in column) for column in columns]
        self.top = min(box.y - box.height / 2 for column in columns for box in column)
        self.gaps = [list(_gaps(column)) for column in columns]

    def gap(self, column: int, y: float) -> float:
        """The height nearest to `y` at which a curve passes between the boxes of a column."""
        gaps = self.gaps[column]
        place = bisect_left(gaps, (y, y))
        near = [min(max(y, low), high) for low, high in gaps[max(place - 1, 0) : place + 1]]
        return min(near, key=lambda height: abs(height - y))


def _gaps(column: Sequence[Box]) -> Iterator[tuple[float, float]]:
    top = float("-inf")
    for box in column:
        yield top, box.y - box.height / 2 - 7
        top = box.y + box.height / 2 + 7
    yield top, float("inf")


def routes(
    links: Sequence[Link], boxes: Mapping[str, Box], rank: Mapping[str, int], lattice: Lattice
) -> tuple[Route, ...]:
    """A route for every link: an S from column to column, a chain of them through gaps, or one of the lanes above."""
    found, lanes = [], 0
    for link in links:
        source, target = boxes[link.source], boxes[link.target]
        first, last = rank[link.source] + 1, rank[link.target]
        start = (source.x + source.width / 2, source.y)
        end = (target.x - target.width / 2, target.y)
        if last - first <= SEARCHED:
            stops = _stops(first, last, start, end, lattice)
        else:
            height = lattice.top - LANE * (1 + lanes % LANES)
            lanes += 1
            stops = [start, (lattice.left[first], height), (lattice.right[last - 1], height), end]
        found.append(Route(link.id, True, _smooth(stops)))
    return tuple(found)


def _stops(first: int, last: int, start: Point, end: Point, lattice: Lattice) -> list[Point]:
    """The points on a curve's way: in and out of every column that it passes, at the height of a gap."""
    stops = [start]
    for column in range(first, last):
        left, right = lattice.left[column], lattice.right[column]
        share = (left - start[0]) / max(end[0] - start[0], 1.0)
        height = lattice.gap(column, start[1] + share * (end[1] - start[1]))
        stops += [(left, height), (right, height)]
    return [*stops, end]


def _smooth(stops: Sequence[Point]) -> tuple[Point, ...]:
    """Cubic curves from stop to stop, level at every stop."""
    points = [stops[0]]
    for (x0, y0), (x1, y1) in zip(stops, stops[1:], strict=False):
        middle = (x0 + x1) / 2
        points += [(middle, y0), (middle, y1), (x1, y1)]
    return tuple((round(x), round(y)) for x, y in points)
