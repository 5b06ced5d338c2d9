"""When everything in a pass happens: a Pass comes in, and for each node and edge the positions of its events go out."""

from bisect import bisect_right

from app.errors import RequestError, text
from app.graph.model import Change, Edge, Graph, Node, Pass, Step


class Track:
    """The changes of one field of one node, by position; `before` is what the field held at position 0."""

    __slots__ = ("changes", "positions")

    def __init__(self) -> None:
        self.positions: list[int] = []
        self.changes: list[Change] = []

    def add(self, position: int, change: Change) -> None:
        self.positions.append(position)
        self.changes.append(change)

    def at(self, position: int) -> Change | None:
        """The last change up to a position, that position included."""
        count = bisect_right(self.positions, position)
        return self.changes[count - 1] if count else None


def recorded(pass_: Pass) -> Graph:
    """The graph of a pass. Raises RequestError where it was not recorded."""
    if pass_.graph is None:
        message = text("Pass %(number)s was counted but not recorded.", number=pass_.index + 1)
        raise RequestError(message, code="pass-not-recorded")
    return pass_.graph


class PassIndex:
    """A pass with its events sorted by node and edge; costs one walk over the steps, then serves every position.
    `foldable` are the groups that a person may fold, or has folded."""

    def __init__(self, pass_: Pass, foldable: frozenset[str] = frozenset()) -> None:
        self.pass_ = pass_
        self.foldable = foldable
        self.graph: Graph = recorded(pass_)
        self.steps: tuple[Step, ...] = pass_.steps
        self.nodes: dict[str, Node] = {node.id: node for node in self.graph.nodes}
        self.edges: dict[str, Edge] = {edge.id: edge for edge in self.graph.edges}
        self.places = {id: place for place, id in enumerate((*self.nodes, *self.edges))}
        self._into: dict[str, list[Edge]] = {}
        for edge in self.graph.edges:
            self._into.setdefault(edge.target, []).append(edge)
        self.values: dict[str, Track] = {}
        self.grads: dict[str, Track] = {}
        self.computed: set[str] = set()
        self.last: dict[str, int] = {}
        self.sent: dict[str, int] = {}
        self.arrivals: dict[str, list[int]] = {}
        self.phase_starts = self._phase_starts()
        for position, step in enumerate(self.steps, 1):
            self._note(position, step)

    def _phase_starts(self) -> tuple[int, ...]:
        """The positions of the first step of each phase."""
        phases = [None, *(step.phase for step in self.steps)]
        return tuple(k for k in range(1, len(phases)) if phases[k] != phases[k - 1])

    def _note(self, position: int, step: Step) -> None:
        if step.kind == "compute":
            self.computed.add(step.node)
        self.last[step.node] = position
        for change in step.changes:
            tracks = self.values if change.field == "value" else self.grads
            tracks.setdefault(change.node, Track()).add(position, change)
        for edge in step.edges if step.kind == "send" else ():
            self.sent.setdefault(edge, position)
            self.arrivals.setdefault(self.edges[edge].source, []).append(position)

    def into(self, node: str) -> list[Edge]:
        """The edges that a node reads."""
        return self._into.get(node, [])

    def step(self, position: int) -> Step | None:
        """The step that led to a position; None at position 0."""
        return self.steps[position - 1] if position else None

    def check(self, position: int) -> None:
        """Raises RequestError for a position that the pass does not have."""
        if not 0 <= position <= len(self.steps):
            message = text("Step %(step)s is not between 0 and %(last)s.", step=position, last=len(self.steps))
            raise RequestError(message, code="step-out-of-range")
