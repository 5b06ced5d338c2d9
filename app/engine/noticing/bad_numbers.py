"""A pass in; where its first NaN or infinity comes from, by which rule at which number, and the usual remedy, out.

Only what does harm is told: a NaN or infinity that reaches the root, or that a gradient holds.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from app.engine.noticing.arising import Arising, Cause
from app.engine.noticing.bad_causes import forward_cause
from app.engine.noticing.bad_derivatives import backward_cause
from app.engine.noticing.magnitudes import is_finite_value
from app.engine.noticing.numbers_at import first_bad, number_at
from app.errors import text
from app.graph.model import Edge, Graph, Node, Note, Pass, Value

_MEANT = frozenset(
    {"masked_fill", "where", "full", "full_like", "scalar_tensor", "fill", "copy", "clone", "tril", "triu"}
)
"""What may put an infinity somewhere because the program says so."""
BAD = frozenset({"bad-number", "bad-upstream", "bad-gradient"})
"""The codes of the notes that are made here."""


def bad_numbers(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """At most one note: the node where the numbers of this pass first go bad, forward or else backward."""
    nodes = {node.id: node for node in graph.nodes}
    incoming: dict[str, list[Edge]] = {}
    for edge in sorted(graph.edges, key=lambda edge: edge.slot):
        incoming.setdefault(edge.target, []).append(edge)
    roots = [nodes[root] for root in pass_.roots if root in nodes] or _made_badly(nodes, incoming)
    if any(not is_finite_value(root.value) for root in roots):
        node = _origin([root for root in roots if not is_finite_value(root.value)], nodes, incoming)
        cause = _forward(node, [nodes[edge.source] for edge in incoming.get(node.id, [])])
        yield Note("bad-number", cause.says, cause.remedy, node.span or pass_.span, pass_.index, node.id)
        return
    yield from _backward(pass_, nodes, {edge.id: edge for edge in graph.edges}, incoming)


def _origin(bad: Sequence[Node], nodes: dict[str, Node], incoming: dict[str, list[Edge]]) -> Node:
    """Where the bad numbers of the roots begin: walked back over bad nodes alone, the first that nothing bad goes into.
    An infinity that the program has written down is meant; then it is the first node that makes a NaN of it."""
    seen = dict.fromkeys(node.id for node in bad)
    waiting, starts = list(seen), []
    while waiting:
        here = waiting.pop()
        before = [edge.source for edge in incoming.get(here, []) if not is_finite_value(nodes[edge.source].value)]
        if not before:
            starts.append(here)
        for source in before:
            if source not in seen:
                seen[source] = None
                waiting.append(source)
    order = {node: place for place, node in enumerate(nodes)}
    made = [start for start in starts if nodes[start].kind == "parameter" or _is_made(nodes[start])]
    if not made:
        made = [node for node in seen if _makes_nan(nodes[node], nodes, incoming)] or starts
    return nodes[min(made, key=lambda node: order[node])]


def _made_badly(nodes: dict[str, Node], incoming: dict[str, list[Edge]]) -> list[Node]:
    """Where nothing is differentiated, the first operation that makes a bad number of good ones."""
    made = (node for node in nodes.values() if _is_made(node) and not is_finite_value(node.value))
    good = (
        node for node in made if all(is_finite_value(nodes[edge.source].value) for edge in incoming.get(node.id, []))
    )
    return [*islice(good, 1)]


def _is_made(node: Node) -> bool:
    return node.kind == "op" and node.op not in _MEANT


def _makes_nan(node: Node, nodes: dict[str, Node], incoming: dict[str, list[Edge]]) -> bool:
    sources = [nodes[edge.source].value for edge in incoming.get(node.id, [])]
    return bool(sources) and _has_nan(node.value) and not any(_has_nan(value) for value in sources)


def _has_nan(value: Value | None) -> bool:
    return first_bad(value, "nan") is not None


def _forward(node: Node, sources: Sequence[Node]) -> Cause:
    place = first_bad(node.value, "nan")
    if place is None:
        place = first_bad(node.value)
    result = number_at(node.value, node.shape, place)
    operands = tuple(number_at(source.value, node.shape, place) for source in sources)
    return forward_cause(Arising(node, tuple(sources), operands, result))


def _backward(
    pass_: Pass, nodes: dict[str, Node], edges: dict[str, Edge], incoming: dict[str, list[Edge]]
) -> Iterator[Note]:
    """The first step that sends, or starts from, a bad gradient, where one arrives at a leaf."""
    if all(is_finite_value(node.grad) for node in nodes.values() if node.is_leaf or node.id in pass_.roots):
        return
    for step in pass_.steps:
        if step.phase != "backward":
            continue
        node = nodes[step.node]
        if step.kind == "seed" and not all(is_finite_value(change.value) for change in step.changes):
            says = text("The gradient that the program starts from holds NaN or infinity already.")
            yield Note("bad-upstream", says, text("Give backward() finite numbers."), pass_.span, pass_.index, node.id)
            return
        for edge in (edges[id] for id in step.edges):
            if not is_finite_value(edge.contribution):
                sender = nodes[edge.target]
                cause = _sent(sender, edge, nodes, incoming)
                yield Note("bad-gradient", cause.says, cause.remedy, sender.span or pass_.span, pass_.index, sender.id)
                return


def _sent(node: Node, edge: Edge, nodes: dict[str, Node], incoming: dict[str, list[Edge]]) -> Cause:
    sources = tuple(nodes[each.source] for each in incoming[node.id])
    shape = nodes[edge.source].shape
    place = first_bad(edge.contribution)
    operands = tuple(number_at(source.value, shape, place) for source in sources)
    result = number_at(edge.contribution, shape, place)
    return backward_cause(Arising(node, sources, operands, result), nodes[edge.source])
