"""The table of variables: a moment in, one row a node out."""

from weakref import WeakKeyDictionary

from app.graph.model import Graph, Node, Run
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from app.web.excerpts import name_of
from app.web.figures import figure
from app.web.walk.parts import Variable, Variables

ALL_NODES = 60
MOST_ROWS = 300
_LISTED: WeakKeyDictionary[PassIndex, dict[str, Node]] = WeakKeyDictionary()


def listed(index: PassIndex) -> dict[str, Node]:
    """The nodes with a row: all of a small graph, else those that the program names and the leaves."""
    found = _LISTED.get(index)
    if found is None:
        found = _LISTED[index] = {node.id: node for node in _listed(index.graph)}
    return found


def _listed(graph: Graph) -> list[Node]:
    # the node of several results has no value of its own
    nodes = [node for node in graph.nodes if node.folds != node.id]
    if len(nodes) <= ALL_NODES:
        return [node for node in nodes if node.kind != "constant"]
    return [node for node in nodes if node.name is not None or node.kind == "parameter"][:MOST_ROWS]


def variables(run: Run, moment: Moment, token: str) -> Variables:
    """The whole table."""
    nodes = listed(moment.index)
    rows = tuple(_row(run, moment, node) for node in nodes.values())
    every = (node for node in moment.index.graph.nodes if node.folds != node.id)
    unlisted = sum(node.kind != "constant" for node in every) - len(nodes)
    return Variables(rows, max(unlisted, 0), f"/p/{token}/inspect", f"/p/{token}/paths", moment.index.pass_.index)


def changed_rows(run: Run, before: Moment, after: Moment, changed: tuple[str, ...]) -> tuple[Variable, ...]:
    """The rows of the table among the changed nodes that are not the same at both moments."""
    rows = listed(after.index)
    nodes = [rows[id] for id in changed if id in rows]
    pairs = ((_row(run, before, node), _row(run, after, node)) for node in nodes)
    return tuple(new for old, new in pairs if new != old)


def _row(run: Run, moment: Moment, node: Node) -> Variable:
    state = moment.node(node.id)
    return Variable(
        node=node.id,
        label=name_of(node, moment.index.graph, run.source),
        kind=node.kind,
        value=figure(state.value),
        grad=figure(state.grad),
        requires_grad=node.requires_grad,
        is_leaf=node.is_leaf,
        grad_fn=node.grad_fn,
        current="current" in state.marks,
        asked=node.kind == "parameter" and node.live and moment.index.pass_.root is not None,
    )
