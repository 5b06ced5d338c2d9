"""What every node and edge shows at one position of a pass: a PassIndex and a position come in, states go out.

Position k is the state after k steps. At 0 the nodes that no step computes (the leaves) show their values, and a leaf's
.grad what earlier passes left in it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from app.graph.coordinates import Box
from app.graph.model import Node, Pass, Step, Value
from app.graph.timeline import PassIndex

Mark = Literal["current", "read", "sent", "changed", "pending", "partial", "done", "dead"]
Flow = Literal["idle", "read", "sent", "carried"]
Second = Literal["gradient", "tangent"]
"""What a box shows below its value."""


@dataclass(frozen=True, slots=True)
class NodeState:
    """What a node shows. `grad` is the running sum so far, after `arrived` of `expected` contributions.

    Marks: `current` the step is this node's; `read` the step reads it; `sent` the step sends a gradient to it;
    `changed` the step changed its value or gradient; `pending` it has no value yet; `partial` some of its
    contributions have arrived, not all; `done` its last step is over; `dead` it requires grad and no gradient reaches
    it in this pass.
    """

    value: Value | None
    grad: Value | None
    arrived: int
    expected: int
    marks: frozenset[Mark]


@dataclass(frozen=True, slots=True)
class EdgeState:
    """What an edge shows: `read` and `sent` in the step that does it, `carried` once its contribution has been sent.

    `contribution` is the gradient sent back along the edge, from the moment it was sent.
    """

    flow: Flow
    contribution: Value | None


@dataclass(frozen=True)
class Moment:
    """A position in a pass; cheap to make, every look-up costs a binary search."""

    second: ClassVar[Second] = "gradient"
    index: PassIndex
    position: int

    def __post_init__(self) -> None:
        self.index.check(self.position)

    @classmethod
    def of(cls, pass_: Pass, position: int) -> "Moment":
        """A moment with an index of its own; keep the PassIndex where many moments of one pass are wanted."""
        return cls(PassIndex(pass_), position)

    @cached_property
    def current(self) -> Step | None:
        return self.index.step(self.position)

    @property
    def last(self) -> int:
        """The last position of the pass."""
        return len(self.index.steps)

    @property
    def phase_starts(self) -> tuple[int, ...]:
        """The positions at which forward, backward and update show their first step."""
        return self.index.phase_starts

    def node(self, id: str) -> NodeState:
        state = self._states.get(id)
        if state is None:
            state = self._states[id] = self._state(id)
        return state

    @cached_property
    def _states(self) -> dict[str, NodeState]:
        """What was asked for already: panel, table and picture ask for the same nodes, every alias for its leaf."""
        return {}

    def _state(self, id: str) -> NodeState:
        node = self.index.nodes[id]
        value, grad = self._value(node), self._grad(id)
        arrived, expected = self._arrivals(id)
        return NodeState(value, grad, arrived, expected, self._marks(node, value, arrived, expected))

    def edge(self, id: str) -> EdgeState:
        sent = self.index.sent.get(id)
        contribution = None
        if sent is not None and sent <= self.position:
            contribution = self.index.edges[id].contribution
        return EdgeState(self._flow(id, sent), contribution)

    def _flow(self, id: str, sent: int | None) -> Flow:
        if self.current is not None and id in self._used:
            return "read" if self.current.kind == "compute" else "sent"
        return "idle" if sent is None or sent > self.position else "carried"

    @cached_property
    def _used(self) -> frozenset[str]:
        """The edges that the step reads or sends along."""
        step = self.current
        return frozenset(step.edges if step is not None and step.kind in ("compute", "send") else ())

    def box(self, box: Box) -> NodeState:
        """The state of a placed box. An alias is read, sent to and counted only in the steps of its own edge, and in
        between shows the gradient when it is complete: a step must not change every use of a shared parameter."""
        state = self.node(box.node)
        edge = box.id.partition("@")[2]
        if not edge or edge in self._used:
            return state
        own = self.current is not None and self.current.node == box.node
        quiet: set[Mark] = {"read", "sent", "partial"} if own else {"read", "sent", "partial", "changed"}
        grad = state.grad if state.arrived == state.expected else self.index.grads[box.node].changes[0].before
        return NodeState(state.value, grad, 0, 0, state.marks - quiet)

    def redrawn(self, other: "Moment", boxes: Iterable[Box]) -> Iterator[Box]:
        """Those of the boxes of one node that show something else than at another moment. Aliases whose edge neither
        step uses show the same as each other: one of them tells for all."""
        told: dict[str, bool] = {}
        for box in boxes:
            edge = box.id.partition("@")[2]
            kind = "quiet" if edge and edge not in self._used and edge not in other._used else edge
            if kind not in told:
                told[kind] = self.box(box) != other.box(box)
            if told[kind]:
                yield box

    def changed_since(self, position: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The nodes and edges whose state differs from the one at another position, each in the order of the graph."""
        other = Moment(self.index, position)
        low, high = sorted((position, self.position))
        nodes, edges = self._touched(low, high)
        places = self.index.places.__getitem__
        return (
            tuple(sorted((id for id in nodes if self.node(id) != other.node(id)), key=places)),
            tuple(sorted((id for id in edges if self.edge(id) != other.edge(id)), key=places)),
        )

    def _touched(self, low: int, high: int) -> tuple[set[str], set[str]]:
        """Whatever may differ between two positions: what the steps from `low` on touch, and its neighbours."""
        nodes: set[str] = set()
        edges: set[str] = set()
        for step in self.index.steps[max(low - 1, 0) : high]:
            nodes.add(step.node)
            nodes.update(change.node for change in step.changes)
            nodes.update(self.index.edges[edge].source for edge in step.edges)
            edges.update(step.edges)
        return nodes, edges

    def _value(self, node: Node) -> Value | None:
        track = self.index.values.get(node.id)
        if track is None:
            return node.value
        change = track.at(self.position)
        if change is not None:
            return change.value
        return None if node.id in self.index.computed else node.value

    def _grad(self, id: str) -> Value | None:
        track = self.index.grads.get(id)
        if track is None:
            return None
        change = track.at(self.position)
        return track.changes[0].before if change is None else change.value

    def _arrivals(self, id: str) -> tuple[int, int]:
        """How many contributions have arrived, of how many. A leaf is told only when the last one is there."""
        track = self.index.grads.get(id)
        change = None if track is None else track.at(self.position)
        if change is not None:
            return change.arrived, change.expected
        arrivals = self.index.arrivals.get(id, [])
        return bisect_right(arrivals, self.position), len(arrivals)

    def _marks(self, node: Node, value: Value | None, arrived: int, expected: int) -> frozenset[Mark]:
        marks: set[Mark] = set(self._now.get(node.id, ()))
        if value is None:
            marks.add("pending")
        if 0 < arrived < expected:
            marks.add("partial")
        if self.index.last.get(node.id, self.position) < self.position:
            marks.add("done")
        if node.requires_grad and not node.live and self.index.pass_.root is not None:
            marks.add("dead")
        return frozenset(marks)

    @cached_property
    def _now(self) -> dict[str, set[Mark]]:
        """The marks that the current step alone gives."""
        now: dict[str, set[Mark]] = {}
        if self.current is None:
            return now
        now.setdefault(self.current.node, set()).add("current")
        for change in self.current.changes:
            now.setdefault(change.node, set()).add("changed")
        for edge in self.current.edges:
            flow = self._flow(edge, None)
            if flow == "read" or flow == "sent":
                now.setdefault(self.index.edges[edge].source, set()).add(flow)
        return now
