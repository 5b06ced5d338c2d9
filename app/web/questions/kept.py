"""What an autograd node has saved in, a line of the inspector's page out."""

from dataclasses import dataclass
from urllib.parse import urlencode

from app.graph.inspection import Inspection, Saved
from app.graph.model import Graph, Run
from app.web.excerpts import name_of
from app.web.figures import Figure, figure


@dataclass(frozen=True)
class Kept:
    """A saved tensor: torch's name for it, the node that it is (`own`: the one inspected), its numbers."""

    name: str
    label: str
    address: str
    own: bool
    figure: Figure | None


def kept(saved: Saved, found: Inspection, graph: Graph, run: Run) -> Kept:
    """A saved tensor, with the address of its own inspection."""
    node = next((node for node in graph.nodes if node.id == saved.node), None)
    place: dict[str, str | int] = {"pass": found.pass_index} if found.pass_index else {}
    return Kept(
        name=saved.name,
        label="" if node is None else name_of(node, graph, run.source),
        address="" if node is None else f"?{urlencode(place | {'node': node.id})}",
        own=saved.node == found.node,
        figure=figure(saved.value),
    )
