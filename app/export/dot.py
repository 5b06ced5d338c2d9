"""The graph in Graphviz's language: a Graph and a Moment come in, DOT text goes out; no process is started.

Whatever a person wrote is a quoted string with its quotes and backslashes escaped, never an HTML-like label.
"""

import re

import graphviz

from app.graph.coordinates import Placement
from app.graph.model import Edge, Node, Pass, Run
from app.graph.moment import EdgeState, Moment, NodeState
from app.graph.numbers import label

SHAPES = {
    "op": {"shape": "box", "style": "rounded"},
    "input": {"shape": "cds"},
    "parameter": {"shape": "octagon", "peripheries": "2"},
    "constant": {"shape": "plain"},
}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def write(_run: Run, pass_: Pass, moment: Moment, _placement: Placement | None) -> bytes:
    """The graph with the names, values and gradients of the moment as labels."""
    assert pass_.graph is not None
    graph = graphviz.Digraph("gradwalk", graph_attr={"rankdir": "LR"}, node_attr={"fontname": "sans-serif"})
    for node in pass_.graph.nodes:
        graph.node(node.id, label=node_label(node, moment.node(node.id)), **SHAPES[node.kind])
    for edge in pass_.graph.edges:
        _add_edge(graph, edge, moment.edge(edge.id))
    return str(graph.source).encode()


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
