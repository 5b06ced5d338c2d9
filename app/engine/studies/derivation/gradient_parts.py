"""The graph of a loss at several numbers in; the parts that a gradient is the sum of, with their factors and the
variables that they pass, out. For graphs of single numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.engine.studies.derivation.variables_passed import nearest_above, variables_at, ways_to
from app.engine.studies.paths.autograd_paths import Edge, Place, Ways, outputs_of

Numbers = np.ndarray
MOST_PATHS = 200
_ACTIVATIONS = ("Sigmoid", "Tanh", "Relu", "Exp", "Log", "Sqrt", "Sin", "Cos", "Pow", "Softplus", "Elu", "Silu", "Gelu")


@dataclass(frozen=True)
class Factor:
    """One local derivative at every scene. `rule` is torch's name for what it is the derivative of."""

    numbers: Numbers
    rule: str
    edge: Edge

    @property
    def is_activation(self) -> bool:
        """Whether it is the derivative of a function, and no partner in a product."""
        return self.rule.startswith(_ACTIVATIONS)


@dataclass(frozen=True)
class Part:
    """One summand of a gradient: a path, or all paths through one edge."""

    numbers: Numbers
    factors: tuple[Factor, ...]
    names: tuple[str, ...]
    is_path: bool


class Parts:
    """What the gradient of one tensor is made of, at all scenes."""

    def __init__(
        self,
        roots: Sequence[Tensor],
        targets: Sequence[Tensor],
        tensors: Sequence[Mapping[str, Tensor]],
        ends: float = math.inf,
    ) -> None:
        self.ways = [ways_to(root, target, ends) for root, target in zip(roots, targets, strict=True)]
        first = self.ways[0]
        same = [len(ways.nodes) == len(first.nodes) for ways in self.ways]
        self.are_numbers = all(same) and all(_is_number(ways) for ways in self.ways)
        self.names = variables_at(first, tensors[0])
        self.name = self.names.get(next(iter(first.targets)), "")

    def paths(self) -> list[Part]:
        """Every path, of not too many."""
        first = self.ways[0]
        if first.count > MOST_PATHS:
            return []
        return [self._path(way.edges) for way in first]

    def _path(self, edges: tuple[Edge, ...]) -> Part:
        factors = tuple(self._factor(edge) for edge in edges)
        numbers = np.prod([factor.numbers for factor in factors], axis=0) if factors else self._ones()
        return Part(numbers, factors, self._passed(edges), True)

    def _ones(self) -> Numbers:
        return np.ones(len(self.ways))

    def _factor(self, edge: Edge) -> Factor:
        return Factor(np.array([_local(ways, edge) for ways in self.ways]), self.rule(edge), edge)

    def rule(self, edge: Edge) -> str:
        """torch's name for the node that an edge leaves."""
        return self.ways[0].nodes[edge[0]].name.rpartition(":")[2]

    def _passed(self, edges: Sequence[Edge]) -> tuple[str, ...]:
        first = self.ways[0]
        places = [first.roots[0], *(first.nodes[position].nexts[index] for position, index in edges)]
        return tuple(dict.fromkeys(self.names[place] for place in places if place in self.names))

    def through_edges(self) -> list[Part]:
        """For every edge on a path all that flows through it: where it leaves a variable that is used several times,
        this is what a person may forget."""
        onward = [_onward(ways) for ways in self.ways]
        arrived = [ways.arrived() for ways in self.ways]
        found: list[Part] = []
        for position in self.ways[0].order:
            for index, target in enumerate(self.ways[0].nodes[position].nexts):
                if target[0] < 0 or (target[0] not in onward[0] and target not in self.ways[0].targets):
                    continue
                factor = self._factor((position, index))
                before = np.array([float(totals.get((position, 0), torch.zeros(()))) for totals in arrived])
                after = [_rest(ways, rest, target) for ways, rest in zip(self.ways, onward, strict=True)]
                numbers = before * factor.numbers * np.array(after)
                if numbers.any():
                    found.append(Part(numbers, (factor,), self._around((position, index)), False))
        return found

    def _around(self, edge: Edge) -> tuple[str, ...]:
        """The nearest variables before and after an edge."""
        first = self.ways[0]
        above = nearest_above(first, self.names, edge[0])
        place = first.nodes[edge[0]].nexts[edge[1]]
        seen = 0
        while place not in self.names and place[0] >= 0 and seen < len(first.nodes):
            onward = [each for each in first.nodes[place[0]].nexts if each[0] >= 0]
            if len(onward) != 1:
                break
            place, seen = onward[0], seen + 1
        return tuple(name for name in dict.fromkeys((above, self.names.get(place, ""), self.name)) if name)


def _is_number(ways: Ways) -> bool:
    wanted = [position for position, count in enumerate(ways.counts) if count]
    return all(
        torch.Size(ways.shape((position, 0))).numel() == 1 and outputs_of(ways.nodes[position]) == 1
        for position in wanted
    ) and all(torch.Size(ways.shape(place)).numel() == 1 for place in ways.targets)


def _local(ways: Ways, edge: Edge) -> float:
    place = (edge[0], 0)
    sent = ways.sent(place, torch.ones(ways.shape(place), dtype=torch.float64))
    gift = sent[edge[1]] if edge[1] < len(sent) else None
    return 0.0 if gift is None else float(gift)


def _onward(ways: Ways) -> dict[int, float]:
    """How much the target changes a node: the sum over all ways from there."""
    found: dict[int, float] = {}
    for position in reversed(ways.order):
        if ways.counts[position]:
            found[position] = sum(
                _local(ways, (position, index)) * _rest(ways, found, target)
                for index, target in enumerate(ways.nodes[position].nexts)
                if target[0] >= 0
            )
    return found


def _rest(ways: Ways, onward: Mapping[int, float], target: Place) -> float:
    return 1.0 if target in ways.targets else onward.get(target[0], 0.0)
