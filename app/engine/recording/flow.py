"""What a backward pass shows, as data: torch's nodes, and what flowed between them in the engine's order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from torch import Tensor
from torch.autograd.graph import get_gradient_edge

from app.graph.model import Value

ACCUMULATE = "torch::autograd::AccumulateGrad"
"""The node that adds what arrives at a leaf to its .grad."""


class AutogradNode(msgspec.Struct, eq=False):
    """One node of torch's graph: `nexts` are (position of the next node or -1, output number), in argument order."""

    node: Any
    name: str
    sequence: int
    nexts: list[tuple[int, int]] = []
    locals: list[Value | None] | None = None
    saved: tuple[str, ...] = ()


class Sent(msgspec.Struct, eq=False):
    """What a node sent along one edge, the running sum at the receiver, and how many contributions that sum holds."""

    value: Value
    total: Value
    arrived: int


class Event(msgspec.Struct, eq=False):
    """One autograd node at work: what had arrived for each output, what it sent for each edge. `given_back`: it did not
    work, `torch.autograd.grad` took what had arrived."""

    position: int
    arrived: list[Value | None]
    sent: list[Sent | None]
    before: Value | None = None
    given_back: bool = False


@dataclass(slots=True)
class Flow:
    """A backward pass: the nodes that it could reach, and the events in the engine's order. `several` counts what
    arrived where more than one contribution could."""

    nodes: list[AutogradNode]
    roots: list[tuple[int, int]]
    seeds: list[Sent]
    events: list[Event]
    several: dict[tuple[int, int], int]

    def contributions(self, target: tuple[int, int]) -> int:
        """How many contributions a receiver got in all."""
        return self.several.get(target, 1)


def walk(tensors: Sequence[Tensor]) -> tuple[list[AutogradNode], list[tuple[int, int]]]:
    """Every autograd node that the tensors depend on, each once, without recursion; and the tensors' own positions."""
    edges = [get_gradient_edge(tensor) for tensor in tensors]
    positions: dict[Any, int] = {}
    nodes: list[AutogradNode] = []

    def position_of(node: Any) -> int:
        position = positions.get(node)
        if position is None:
            position = positions[node] = len(nodes)
            nodes.append(AutogradNode(node, node.name(), node._sequence_nr()))
        return position

    roots = [(position_of(edge.node), edge.output_nr) for edge in edges]
    done = 0
    while done < len(nodes):
        current = nodes[done]
        done += 1
        for node, output in current.node.next_functions:
            current.nexts.append((-1, 0) if node is None else (position_of(node), output))
    return nodes, roots
