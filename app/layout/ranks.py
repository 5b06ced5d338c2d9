"""Ranks, the columns of the picture: outlines and links come in, a column number for each outline goes out."""

from collections import defaultdict
from collections.abc import Sequence

from app.graph.coordinates import Link, Outline


def ranks(outlines: Sequence[Outline], links: Sequence[Link]) -> dict[str, int]:
    """Longest-path ranks from 0, with every node moved right, to its uses, where that makes no edge longer in sum."""
    incoming, outgoing = _neighbours(links)
    order = _forward(outlines, incoming, outgoing)
    rank = _depths(order, incoming)
    leaf = {outline.id for outline in outlines if not incoming[outline.id]}
    for id in reversed(order):
        bound = sum(source not in leaf for source in incoming[id])
        if outgoing[id] and bound <= len(outgoing[id]):
            rank[id] = max(rank[id], min(rank[target] for target in outgoing[id]) - 1)
    return rank


def spine(outlines: Sequence[Outline], links: Sequence[Link]) -> set[str]:
    """The edges worth keeping straight: those into a node from a source that is deeper than all its others."""
    incoming, outgoing = _neighbours(links)
    depth = _depths(_forward(outlines, incoming, outgoing), incoming)
    deepest = {target: sorted(depth[source] for source in sources)[-2:] for target, sources in incoming.items()}
    return {
        link.id
        for link in links
        if depth[link.source] == deepest[link.target][-1]
        and len(set(deepest[link.target])) == len(deepest[link.target])
    }


def _depths(order: Sequence[str], incoming: dict[str, list[str]]) -> dict[str, int]:
    """The length of the longest path to each node."""
    depth: dict[str, int] = {}
    for id in order:
        depth[id] = max((depth[source] + 1 for source in incoming[id]), default=0)
    return depth


def _neighbours(links: Sequence[Link]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    incoming: dict[str, list[str]] = defaultdict(list)
    outgoing: dict[str, list[str]] = defaultdict(list)
    for link in links:
        incoming[link.target].append(link.source)
        outgoing[link.source].append(link.target)
    return incoming, outgoing


def _forward(outlines: Sequence[Outline], incoming: dict[str, list[str]], outgoing: dict[str, list[str]]) -> list[str]:
    """Every node after its sources, otherwise in the order given."""
    waiting = {outline.id: len(incoming[outline.id]) for outline in outlines}
    order = [id for id, count in waiting.items() if not count]
    for id in order:
        for target in outgoing[id]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    if len(order) < len(waiting):
        raise ValueError("a computation graph has no cycles")
    return order
