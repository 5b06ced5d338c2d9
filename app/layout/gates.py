"""Ways into frames: a Structure comes in, one goes out whose edges enter frames through gates; the curves are joined.

Graphviz leads an edge around a frame up to the column of its target. A gate is a point in the frame's first column, so
that the edge enters there, on the level on which it comes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.graph.coordinates import Frame, Link, Outline, Route, Structure

POINT, ROOM = 1.0, 20.0
"""How wide and high a gate is: high enough for what is written at its edge."""

Pieces = dict[str, list[Link]]
"""The pieces of every edge that goes through gates, by its id."""


def with_gates(structure: Structure) -> tuple[Structure, Pieces]:
    """The structure with a gate wherever an op's edge enters a frame on its way to a node that reads from inside it."""
    entered = _entered(structure)
    pieces: Pieces = {}
    standing: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[Outline]] = defaultdict(list)
    for link in structure.links:
        gates = [f"{link.id}@{frame}" for frame in entered.get(link.id, ())]
        if gates:
            stops = [link.source, *gates, link.target]
            ends = enumerate(zip(stops, stops[1:], strict=False))
            pieces[link.id] = [Link(f"{link.id}@{number}", *pair) for number, pair in ends]
            before[link.target] += [Outline(gate, POINT, ROOM, False) for gate in gates]
            for frame, gate in zip(entered[link.id], gates, strict=True):
                standing[frame].append(gate)
    outlines = tuple(each for outline in structure.outlines for each in (*before[outline.id], outline))
    links = tuple(piece for link in structure.links for piece in pieces.get(link.id, [link]))
    frames = tuple(Frame(frame.id, (*frame.outlines, *standing[frame.id]), frame.parent) for frame in structure.frames)
    return Structure(outlines, links, frames), pieces


def _entered(structure: Structure) -> dict[str, list[str]]:
    """The frames that each op's edge enters and in which its target has further sources, outer frames first."""
    around = _around(structure)
    leaves = {outline.id for outline in structure.outlines if outline.leaf}
    fed: dict[str, set[str]] = defaultdict(set)
    for link in structure.links:
        fed[link.target].update(around.get(link.source, ()))
    return {
        link.id: [frame for frame in around.get(link.target, ()) if frame in fed[link.target] - set(outside)]
        for link in structure.links
        if link.source not in leaves
        for outside in (around.get(link.source, ()),)
    }


def _around(structure: Structure) -> dict[str, tuple[str, ...]]:
    """The frames around each outline, outer ones first."""
    lines: dict[str | None, tuple[str, ...]] = {None: ()}
    for frame in structure.frames:
        lines[frame.id] = (*lines[frame.parent], frame.id)
    return {id: lines[frame.id] for frame in structure.frames for id in frame.outlines}


def joined(links: Sequence[Link], routes: Mapping[str, Route], pieces: Pieces) -> tuple[Route, ...]:
    """The route of every link, in their order; those through gates in one piece."""
    found = []
    for link in links:
        first, *others = [routes[piece.id].points for piece in pieces.get(link.id, [link])]
        found.append(Route(link.id, True, (*first, *(point for points in others for point in points[1:]))))
    return tuple(found)
