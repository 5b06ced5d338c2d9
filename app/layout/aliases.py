"""Leaves that are drawn once per use: a Structure comes in, one goes out where no shared leaf pulls the picture apart.

An unrolled loop with shared weights takes Graphviz seconds, and shows a fan of edges that nobody can follow. An alias
is "n3@e7": node n3, beside the use by edge e7 (and by any further edge into the same node).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from app.graph.coordinates import Frame, Link, Outline, Structure
from app.layout.precedence import pairs
from app.layout.ranks import ranks

STRETCH = 8
"""A leaf may span this many columns in sum beyond one each: two uses far apart, but not four steps of a loop."""


def with_aliases(structure: Structure) -> Structure:
    """The structure with every leaf that tangles replaced by its aliases."""
    uses = _tangled(structure)
    if not uses:
        return structure
    alias: dict[tuple[str, str], str] = {}
    links = []
    for link in structure.links:
        if link.source in uses:
            source = alias.setdefault((link.source, link.target), f"{link.source}@{link.id}")
            link = Link(link.id, source, link.target)
        links.append(link)
    outlines: list[Outline] = []
    for outline in structure.outlines:
        targets = dict.fromkeys(uses.get(outline.id, ()))
        names = [alias[outline.id, target] for target in targets] or [outline.id]
        outlines.extend(msgspec.structs.replace(outline, id=name) for name in names)
    return Structure(tuple(outlines), tuple(links), _with_aliases_inside(structure.frames, alias))


def _with_aliases_inside(frames: Sequence[Frame], alias: Mapping[tuple[str, str], str]) -> tuple[Frame, ...]:
    """Every alias stands in the frame of the node that it is beside."""
    beside: dict[str, list[str]] = defaultdict(list)
    for (_, target), name in alias.items():
        beside[target].append(name)
    replaced = {leaf for leaf, _ in alias}
    return tuple(
        Frame(
            frame.id,
            tuple(name for id in frame.outlines if id not in replaced for name in (*beside[id], id)),
            frame.parent,
        )
        for frame in frames
    )


def _tangled(structure: Structure) -> dict[str, list[str]]:
    """The leaves whose edges are too long in sum, each with the nodes that use it."""
    order = (Link("", *pair) for pair in pairs(structure))
    rank = ranks(structure.outlines, (*structure.links, *order))
    leaves = {outline.id for outline in structure.outlines if outline.leaf}
    uses: dict[str, list[str]] = defaultdict(list)
    for link in structure.links:
        if link.source in leaves:
            uses[link.source].append(link.target)
    return {
        leaf: targets
        for leaf, targets in uses.items()
        if sum(rank[target] - rank[leaf] - 1 for target in targets) > STRETCH
    }


def node_of(box: str) -> str:
    """The node that a box shows.

    >>> node_of("n3@e7"), node_of("n3")
    ('n3', 'n3')
    """
    return box.partition("@")[0]
