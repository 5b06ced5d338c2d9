"""The plain layered layout: a Structure of any size comes in, coordinates go out; no Graphviz, no recursion."""

from collections.abc import Mapping

import msgspec

from app.graph.coordinates import Box, Placement, Route, Structure
from app.layout.aliases import node_of
from app.layout.levels import Columns, levels
from app.layout.ranks import ranks
from app.layout.routes import Lattice, routes

SIDE, ABOVE, BELOW = 10.0, 14.0, 20.0
COLUMN_GAP = 48.0


def layered(structure: Structure) -> Placement:
    """Columns by longest path, heights by neighbours, and curves through the gaps."""
    if not structure.outlines:
        return Placement(2 * SIDE, ABOVE + BELOW, (), (), "layered")
    rank = ranks(structure.outlines, structure.links)
    columns: Columns = [[] for _ in range(max(rank.values()) + 1)]
    for outline in structure.outlines:
        columns[rank[outline.id]].append(outline)
    boxes = _boxes(columns, levels(columns, structure.links))
    lattice = Lattice([[boxes[outline.id] for outline in column] for column in columns])
    curves = routes(structure.links, boxes, rank, lattice)
    return _framed(tuple(boxes[outline.id] for outline in structure.outlines), curves)


def _boxes(columns: Columns, y: Mapping[str, float]) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    left = 0.0
    for column in columns:
        width = max(outline.width for outline in column)
        x = round(left + width / 2)
        boxes.update((o.id, Box(o.id, node_of(o.id), x, round(y[o.id]), o.width, o.height)) for o in column)
        left += width + COLUMN_GAP
    return boxes


def _framed(boxes: tuple[Box, ...], curves: tuple[Route, ...]) -> Placement:
    """Everything moved so that the picture begins at its margin."""
    ends = [y for curve in curves for _, y in curve.points]
    top = min([box.y - box.height / 2 for box in boxes] + ends) - ABOVE
    bottom = max([box.y + box.height / 2 for box in boxes] + ends) + BELOW
    width = max(box.x + box.width / 2 for box in boxes) + 2 * SIDE
    replace = msgspec.structs.replace
    placed = tuple(replace(box, x=round(box.x + SIDE), y=round(box.y - top)) for box in boxes)
    moved = tuple(
        replace(curve, points=tuple((round(x + SIDE), round(y - top)) for x, y in curve.points)) for curve in curves
    )
    return Placement(round(width), round(bottom - top), placed, moved, "layered")
