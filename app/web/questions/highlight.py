"""A path through a graph in, the states of the picture in which that path alone is lit, out."""

from dataclasses import dataclass
from typing import Self

from app.graph.coordinates import Box
from app.graph.moment import EdgeState, Mark, Moment, NodeState
from app.graph.paths import Path
from app.graph.timeline import PassIndex


@dataclass(frozen=True)
class Highlight(Moment):
    """The end of the backward pass, with one path lit: its nodes are drawn as those that a gradient is sent to."""

    nodes: frozenset[str]
    edges: frozenset[str]
    end: str

    @classmethod
    def along(cls, index: PassIndex, path: Path) -> Self:
        """The picture of a path."""
        walked = sum(step.phase != "update" for step in index.steps)
        nodes = frozenset(name for hop in path.hops for name in (hop.source, hop.target))
        edges = frozenset(hop.edge for hop in path.hops if hop.edge is not None)
        return cls(index, walked, nodes, edges, path.hops[-1].target if path.hops else "")

    def node(self, id: str) -> NodeState:
        """Its value and gradient; what is not on the path is only outlined."""
        state = super().node(id)
        marks: set[Mark] = {"current"} if id == self.end else {"sent"} if id in self.nodes else {"pending"}
        return NodeState(state.value, state.grad, 0, 0, frozenset(marks))

    def box(self, box: Box) -> NodeState:
        """Of a parameter that is drawn once for each use only the use on the path is lit."""
        state = self.node(box.node)
        edge = box.id.partition("@")[2]
        if not edge or edge in self.edges or box.node not in self.nodes:
            return state
        return NodeState(state.value, state.grad, 0, 0, frozenset[Mark]({"pending"}))

    def edge(self, id: str) -> EdgeState:
        """Lit or not."""
        state = super().edge(id)
        return EdgeState("sent", state.contribution) if id in self.edges else EdgeState("idle", None)
