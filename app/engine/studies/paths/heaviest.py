"""The ways of autograd's graph in, those that carry most of the gradient out, however many there are."""

import math
from heapq import nlargest
from typing import Any

import torch

from app.engine.studies.paths.autograd_paths import Edge, Way, Ways

Chain = tuple[Edge, Any] | None
"""Edges one after the other, so that ways that end alike share their end."""
_NOTHING = -1e6
"""The logarithm that stands for an edge along which nothing goes on."""


def heaviest(ways: Ways, most: int) -> list[Way]:
    """The ways that carry most, judged edge by edge: how much of what arrives at a node goes on along the edge.
    Where all are single numbers, these are the ways with the greatest products. At most `most` for each node are
    looked at, so that the number of ways does not matter."""
    weights = _weights(ways)
    best: list[list[tuple[float, Chain]]] = [[] for _ in ways.nodes]
    for position in reversed(ways.order):
        found: list[tuple[float, Chain]] = []
        for index, target in enumerate(ways.nodes[position].nexts):
            if not ways.onward(target):
                continue
            weight = weights.get((position, index), -math.inf)
            onward: list[tuple[float, Chain]] = [(0.0, None)] if target in ways.targets else []
            found += [(weight + rest, ((position, index), edges)) for rest, edges in [*onward, *best[target[0]]]]
        best[position] = nlargest(most, found, key=lambda item: item[0])
    ends = [(weight, number, edges) for number, root in enumerate(ways.roots) for weight, edges in best[root[0]]]
    chosen = nlargest(most, ends, key=lambda item: item[0])
    return [list(ways.along(number, _links(edges)))[-1] for _, number, edges in chosen]


def _weights(ways: Ways) -> dict[Edge, float]:
    """For every edge the logarithm of the share of what arrives at its node that goes on along it."""
    weights: dict[Edge, float] = {}
    for place, total in ways.arrived().items():
        if ways.counts[place[0]]:
            carried = total if bool(total.count_nonzero()) else torch.ones_like(total)
            size = float(torch.linalg.vector_norm(carried))
            for index, gift in enumerate(ways.sent(place, carried)):
                norm = 0.0 if gift is None else float(torch.linalg.vector_norm(gift))
                weights[place[0], index] = math.log(norm / size) if norm > 0 and size > 0 else _NOTHING
    return weights


def _links(chain: Chain) -> tuple[Edge, ...]:
    found = []
    while chain is not None:
        edge, chain = chain
        found.append(edge)
    return tuple(found)
