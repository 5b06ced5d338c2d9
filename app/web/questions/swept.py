"""The tangents of a pass in, the states of the picture in which they stand in place of the gradients, out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from app.graph.coordinates import Box
from app.graph.model import Value
from app.graph.moment import EdgeState, Mark, Moment, NodeState, Second
from app.graph.tangents import Tangents
from app.graph.timeline import PassIndex


@dataclass(frozen=True)
class Swept(Moment):
    """The end of forward mode: what depends on the direction is lit, with its tangent; the rest is only outlined."""

    second: ClassVar[Second] = "tangent"
    tangents: Mapping[str, Value | None]
    edges: frozenset[str]
    moved: frozenset[str]
    several: frozenset[str]

    @classmethod
    def along(cls, index: PassIndex, found: Tangents) -> Self:
        """The picture of a direction."""
        walked = sum(step.phase != "update" for step in index.steps)
        tangents = {each.node: each.tangent for each in found.tangents}
        edges = {term.edge for each in found.tangents for term in each.terms if term.edge is not None}
        # A folded call with several results is lit with them, and so are the edges that lead to them.
        picks = [edge for edge in index.graph.edges if edge.source == index.nodes[edge.source].folds]
        lit = [edge for edge in picks if tangents.get(edge.target) is not None]
        moved = frozenset(part.node for part in found.along)
        edges.update(edge.id for edge in lit)
        return cls(index, walked, tangents, frozenset(edges), moved, frozenset(edge.source for edge in lit))

    def node(self, id: str) -> NodeState:
        """Its value and its tangent; where the tangents stop it is faint."""
        state, tangent = super().node(id), self.tangents.get(id)
        lit = tangent is not None or id in self.several
        marks: set[Mark] = {"current"} if id in self.moved else {"sent"} if lit else {"pending"}
        if id in self.tangents and tangent is None:
            marks.add("dead")
        return NodeState(state.value, tangent, 0, 0, frozenset(marks))

    def box(self, box: Box) -> NodeState:
        """Every use of a parameter shows the same."""
        return self.node(box.node)

    def edge(self, id: str) -> EdgeState:
        """Lit where a tangent goes along it."""
        return EdgeState("read" if id in self.edges else "idle", None)
