"""A graph of torch's autograd in; the ways from its roots to one place in it, and what flows along each, out."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

import torch
from torch import Tensor

from app.engine.recording.flow import ACCUMULATE, AutogradNode
from app.engine.studies.paths.vector_jacobian import vector_jacobian
from app.engine.studies.replaying.tensors import dense
from app.errors import TimeLimit, text

Place = tuple[int, int]
"""An autograd node by its position, and which of its outputs."""
Edge = tuple[int, int]
"""An edge by the position of the node that sends, and its number there."""


@dataclass(frozen=True, slots=True)
class Way:
    """The edges from root number `root` to the place, and what arrives there on this way."""

    root: int
    edges: tuple[Edge, ...]
    gift: Tensor


@dataclass
class Ways:
    """All ways from `roots` to `targets`. What flows is kept in float64, so that sums of many ways stay exact."""

    nodes: Sequence[AutogradNode]
    roots: Sequence[Place]
    seeds: Sequence[Tensor]
    targets: frozenset[Place]
    ends: float = math.inf
    counts: list[int] = field(init=False)
    order: list[int] = field(init=False)
    _locals: dict[Place, list[Tensor | None]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.order = _in_order(self.nodes)
        self.counts = [0] * len(self.nodes)
        for position in reversed(self.order):
            self.counts[position] = sum(self.onward(place) for place in self.nodes[position].nexts)

    def onward(self, place: Place) -> int:
        """How many ways lead on from a place, the one that ends there included."""
        if place[0] < 0:
            return 0
        return self.counts[place[0]] + (place in self.targets)

    @property
    def count(self) -> int:
        """How many ways there are."""
        return sum(self.onward(root) for root in self.roots)

    def __iter__(self) -> Iterator[Way]:
        """Every way; ways that begin alike share the work."""
        for number, (root, seed) in enumerate(zip(self.roots, self.seeds, strict=True)):
            waiting: list[tuple[Place, Tensor, tuple[Edge, ...]]] = [(root, seed.double(), ())]
            while waiting:
                place, carried, edges = waiting.pop()
                if place in self.targets:
                    yield Way(number, edges, carried)
                if not self.counts[place[0]]:
                    continue
                sent = self.sent(place, carried)
                for index, target in reversed([*enumerate(self.nodes[place[0]].nexts)]):
                    if self.onward(target):
                        waiting.append((target, self.given(target, sent, index), (*edges, (place[0], index))))

    def given(self, target: Place, sent: Sequence[Tensor | None], index: int) -> Tensor:
        """What one edge brings: zeros where torch sends nothing."""
        gift = sent[index] if index < len(sent) else None
        return torch.zeros(self.shape(target), dtype=torch.float64) if gift is None else gift

    def sent(self, place: Place, carried: Tensor) -> list[Tensor | None]:
        """What a node sends along its edges for what has arrived at one of its outputs: torch's own vector-Jacobian
        product, summed over broadcast dimensions as the engine does."""
        if monotonic() > self.ends:
            raise TimeLimit(text("There are too many paths to follow in time."), hint=text("Use less data."))
        if carried.numel() != 1:
            return self._product(place, carried)
        known = self._locals.get(place)
        if known is None:
            known = self._locals[place] = self._product(place, torch.ones_like(carried))
        return [None if item is None else item * carried.reshape(()) for item in known]

    def _product(self, place: Place, carried: Tensor) -> list[Tensor | None]:
        node = self.nodes[place[0]].node
        metadata = node._input_metadata
        given: list[Tensor | None] = [None] * len(metadata)
        given[place[1]] = carried.to(metadata[place[1]].dtype).reshape(tuple(metadata[place[1]].shape))
        results = vector_jacobian(node, given)
        targets = self.nodes[place[0]].nexts
        return [
            None if item is None or target[0] < 0 else self._fitted(item, target)
            for item, target in zip(results, targets, strict=False)
        ]

    def _fitted(self, item: Tensor, target: Place) -> Tensor:
        return dense(item).detach().double().sum_to_size(self.shape(target))

    def shape(self, place: Place) -> tuple[int, ...]:
        """The shape of what flows into a place."""
        node = self.nodes[place[0]]
        if node.name == ACCUMULATE:
            return tuple(node.node.variable.shape)
        return tuple(node.node._input_metadata[place[1]].shape)

    def arrived(self) -> dict[Place, Tensor]:
        """What arrives at every place from which a way leads on, by one walk through the graph."""
        totals: dict[Place, Tensor] = {}
        for root, seed in zip(self.roots, self.seeds, strict=True):
            totals[root] = totals[root] + seed.double() if root in totals else seed.double()
        outputs: dict[int, list[int]] = {}
        for position in self.order:
            for output in outputs.get(position, sorted({place[1] for place in self.roots if place[0] == position})):
                if (position, output) in totals and self.counts[position]:
                    self._send((position, output), totals, outputs)
        return totals

    def _send(self, place: Place, totals: dict[Place, Tensor], outputs: dict[int, list[int]]) -> None:
        sent = self.sent(place, totals[place])
        for index, target in enumerate(self.nodes[place[0]].nexts):
            if self.onward(target):
                gift = self.given(target, sent, index)
                totals[target] = totals[target] + gift if target in totals else gift
                known = outputs.setdefault(target[0], [output for at, output in self.roots if at == target[0]])
                if target[1] not in known:
                    known.append(target[1])

    def along(self, root: int, edges: tuple[Edge, ...]) -> Iterator[Way]:
        """A way edge by edge: what has flowed so far before the first one and after each."""
        place, carried = self.roots[root], self.seeds[root].double()
        yield Way(root, edges, carried)
        for position, index in edges:
            target = self.nodes[position].nexts[index]
            carried = self.given(target, self.sent(place, carried), index)
            place = target
            yield Way(root, edges, carried)


def outputs_of(node: AutogradNode) -> int:
    """How many results the operation of a node had: so many gradients may arrive there."""
    return len(node.node._input_metadata)


def _in_order(nodes: Sequence[AutogradNode]) -> list[int]:
    """Positions such that every node comes before those to which it sends."""
    waits = [0] * len(nodes)
    for node in nodes:
        for position, _ in node.nexts:
            if position >= 0:
                waits[position] += 1
    ready = [position for position, count in enumerate(waits) if not count]
    for position in ready:
        for target, _ in nodes[position].nexts:
            if target >= 0:
                waits[target] -= 1
                if not waits[target]:
                    ready.append(target)
    return ready
