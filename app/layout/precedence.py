"""What must stand to the right of what, so that frames stand side by side: a Structure comes in, pairs of ids go out.

A frame's parameters have no sources, so Graphviz would put them beside whatever stands before the frame; then two
frames overlap from left to right, one has to go below the other, and a loop becomes a staircase.
"""

from collections import defaultdict
from collections.abc import Iterator

from app.graph.coordinates import Structure
from app.layout.ranks import ranks

Pair = tuple[str, str]


def precedence(structure: Structure) -> Iterator[Pair]:
    """The pairs that Graphviz must be told of: a leaf stands before its first use by itself, as far right as it can."""
    rank = ranks(structure.outlines, structure.links)
    leaves = {outline.id for outline in structure.outlines if outline.leaf}
    for before, after in pairs(structure):
        if after not in leaves or rank[after] <= rank[before]:
            yield before, after


def pairs(structure: Structure) -> Iterator[Pair]:
    """For each frame the last op before it that it reads, with whatever in the frame reads nothing in it.

    Where the outlines come in forward order, an op before the first one of a frame depends on nothing in it, and no
    pair makes a cycle; else there are none. What only the frame itself uses may come early, like a leaf.
    """
    place = {outline.id: place for place, outline in enumerate(structure.outlines)}
    ops = {outline.id for outline in structure.outlines if not outline.leaf}
    sources, targets = _neighbours(structure)
    if any(place[link.source] > place[link.target] for link in structure.links):
        return
    for held in _inside(structure).values():
        first = sorted((id for id in held if held.isdisjoint(sources[id])), key=place.__getitem__)
        early = {id for id in first if held.issuperset(targets[id])}
        begins = min((place[id] for id in held & ops - early), default=0)
        read = {source for id in held for source in sources[id] if source in ops and place[source] < begins}
        if read - held:
            last = max(read - held, key=place.__getitem__)
            yield from ((last, id) for id in first if last not in sources[id])


def _neighbours(structure: Structure) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each outline reads, and what reads it."""
    sources: dict[str, list[str]] = defaultdict(list)
    targets: dict[str, list[str]] = defaultdict(list)
    for link in structure.links:
        sources[link.target].append(link.source)
        targets[link.source].append(link.target)
    return sources, targets


def _inside(structure: Structure) -> dict[str, set[str]]:
    """All that stands in each frame, at any depth."""
    inside = {frame.id: set(frame.outlines) for frame in structure.frames}
    for frame in reversed(structure.frames):
        if frame.parent is not None:
            inside[frame.parent].update(inside[frame.id])
    return inside
