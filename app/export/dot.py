"""The graph in Graphviz's language: a Graph and a Moment come in, DOT text goes out; no process is started.

Whatever a person wrote is a quoted string with its quotes and backslashes escaped, never an HTML-like label.
"""

import re

import graphviz

from app.graph.coordinates import Placement
from app.graph.framing import Framing, framings
from app.graph.model import Edge, Node, Pass, Run
from app.graph.moment import EdgeState, Moment, NodeState
from app.graph.numbers import label

SHAPES = {
    "op": {"shape": "box", "style": "rounded"},
    "input": {"shape": "cds"},
    "parameter": {"shape": "octagon", "peripheries": "2"},
    "constant": {"shape": "plain"},
}
FOLDED = {"shape": "box3d"}
"""What stands for several operations."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def write(_run: Run, pass_: Pass, moment: Moment, _placement: Placement | None) -> bytes:
    """The graph with the names, values and gradients of the moment as labels."""
    assert pass_.graph is not None
    graph = graphviz.Digraph("gradwalk", graph_attr={"rankdir": "LR"}, node_attr={"fontname": "sans-serif"})
    frames = framings(pass_.graph)
    clusters: dict[str | None, graphviz.Digraph] = {None: graph}
    clusters |= {frame.group.id: _cluster(frame) for frame in frames}
    within = {node: clusters[frame.group.id] for frame in frames for node in frame.members}
    for node in pass_.graph.nodes:
        place = within.get(node.id, graph)
        place.node(
            node.id, label=node_label(node, moment.node(node.id)), **(FOLDED if node.folds else SHAPES[node.kind])
        )
    for frame in reversed(frames):  # inner ones come after those around them, and must be finished before
        clusters[frame.parent].subgraph(clusters[frame.group.id])
    for edge in pass_.graph.edges:
        _add_edge(graph, edge, moment.edge(edge.id))
    return str(graph.source).encode()


def _cluster(frame: Framing) -> graphviz.Digraph:
    look = {"label": graphviz.nohtml(quoted(frame.label)), "labeljust": "l", "style": "rounded", "color": "#7b8794"}
    return graphviz.Digraph(f"cluster_{frame.group.id}", graph_attr=look)


def _add_edge(graph: graphviz.Digraph, edge: Edge, state: EdgeState) -> None:
    contribution = label(state.contribution)
    attributes = {"label": quoted(contribution), "fontcolor": "#c04e00"} if contribution else {}
    graph.edge(edge.source, edge.target, id=edge.id, **attributes)


def node_label(node: Node, state: NodeState) -> str:
    """The lines of a node's label, escaped."""
    head = " ".join(filter(None, (node.name, node.symbol if node.kind == "op" else "")))
    grad = f"grad {label(state.grad)}" if state.grad is not None else ""
    lines = (quoted(line) for line in (head, label(state.value), grad) if line)
    # without this the package would pass a label such as <b> on as markup
    words: str = graphviz.nohtml("\\n".join(lines))
    return words


def quoted(text: str) -> str:
    r"""Text that Graphviz shows as it is. The package adds the outer quotes and escapes inner ones.

    >>> print(quoted('a\\N "b"'))
    a\\N "b"
    """
    escaped: str = graphviz.escape(_CONTROL.sub(" ", text).replace("&", "&amp;"))
    return escaped
