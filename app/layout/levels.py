"""Heights within columns: columns of outlines and their links come in, each outline's y and the new order go out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.graph.coordinates import Link, Outline

ROW_GAP = 14.0
SWEEPS = 6

Columns = list[list[Outline]]


def levels(columns: Columns, links: Sequence[Link]) -> dict[str, float]:
    """Orders every column in place so that few edges cross, and gives each box the y of its centre."""
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for link in links:
        before[link.target].append(link.source)
        after[link.source].append(link.target)
    y: dict[str, float] = {}
    for column in columns:
        y.update(zip((o.id for o in column), fitted(column, [0.0] * len(column)), strict=True))
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            _settle(column, before if forth else after, y)
    for column in columns:
        _settle(column, {o.id: before[o.id] + after[o.id] for o in column}, y, reorder=False)
    return y


def _settle(column: list[Outline], near: Mapping[str, list[str]], y: dict[str, float], reorder: bool = True) -> None:
    """Moves a column's boxes towards the mean height of their neighbours."""
    if len(column) == 1:
        heights = [y[id] for id in near.get(column[0].id, ())]
        if heights:
            y[column[0].id] = sum(heights) / len(heights)
        return
    wanted = {}
    for outline in column:
        heights = [y[id] for id in near.get(outline.id, ())]
        wanted[outline.id] = sum(heights) / len(heights) if heights else y[outline.id]
    if reorder:
        column.sort(key=lambda outline: wanted[outline.id])
    y.update(zip((o.id for o in column), fitted(column, [wanted[o.id] for o in column]), strict=True))


def fitted(column: Sequence[Outline], wanted: Sequence[float]) -> list[float]:
    """The heights nearest to the wanted ones (least squares) at which the boxes, in this order, keep their distance.

    >>> fitted([Outline("a", 9, 10, False), Outline("b", 9, 10, False)], [0.0, 0.0])
    [-12.0, 12.0]
    """
    offsets, offset = [], 0.0
    for place, outline in enumerate(column):
        offset += (column[place - 1].height + outline.height) / 2 + ROW_GAP if place else 0.0
        offsets.append(offset)
    pools: list[tuple[float, int]] = []
    for height, offset in zip(wanted, offsets, strict=True):
        total, count = height - offset, 1
        while pools and pools[-1][0] * count > total * pools[-1][1]:
            more, others = pools.pop()
            total, count = total + more, count + others
        pools.append((total, count))
    starts = [total / count for total, count in pools for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
