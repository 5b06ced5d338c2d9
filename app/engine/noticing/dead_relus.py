"""The passes of a run in; notes out where a ReLU gives 0 everywhere, in every pass: no gradient gets through it."""

from collections.abc import Iterator, Mapping, Sequence

from app.engine.noticing.told import Told
from app.errors import Span, text
from app.graph.model import Graph, Node, Note, Pass, Value
from app.graph.numbers import flat

_ALWAYS = frozenset({"relu", "relu_", "clamp_min"})
_AT_ZERO = frozenset({"0", "0.0"})
Place = tuple[Span | None, tuple[str, ...]]


def dead_relus(passes: Sequence[Pass], _: Told) -> Iterator[Note]:
    """At most one note for each place of the program: a line, and the module that it calls. A ReLU that lets something
    through at another time is alive, and one of 1 - x, a margin, is 0 where all is well."""
    dead: dict[Place, tuple[Pass, Node]] = {}
    alive: set[Place] = set()
    for pass_ in passes:
        if pass_.graph is None or pass_.root is None:
            continue
        for node, place in _relus(pass_.graph):
            if _is_zero(node.value):
                dead.setdefault(place, (pass_, node))
            else:
                alive.add(place)
    for place, (pass_, node) in dead.items():
        if place not in alive:
            yield Note(
                "dead-relu",
                text("Every entry of this ReLU is 0, so no gradient gets through it in this pass."),
                text("Try other initial weights, a smaller learning rate, or leaky_relu."),
                node.span,
                pass_.index,
                node.id,
            )


def _relus(graph: Graph) -> Iterator[tuple[Node, Place]]:
    found = [node for node in graph.nodes if node.live and _may_be(node)]
    if not found:
        return
    nodes = {node.id: node for node in graph.nodes}
    reads: dict[str, list[Node]] = {}
    for edge in sorted(graph.edges, key=lambda edge: edge.slot):
        reads.setdefault(edge.target, []).append(nodes[edge.source])
    around = {group.id: (group.label, group.parent, group.kind) for group in graph.groups}
    for node in found:
        operands = reads.get(node.id, [])
        if _is_relu(node, operands) and not _is_margin(operands, reads):
            yield node, (node.span, _modules(node.group, around))


def _may_be(node: Node) -> bool:
    return node.op in _ALWAYS or node.op == "maximum" or (node.op == "clamp" and node.attributes.get("min") in _AT_ZERO)


def _is_relu(node: Node, operands: Sequence[Node]) -> bool:
    """Whether it is one: of the larger of two, one has to be 0."""
    return node.op != "maximum" or any(not each.requires_grad and _is_zero(each.value) for each in operands)


def _is_margin(operands: Sequence[Node], reads: Mapping[str, Sequence[Node]]) -> bool:
    """Whether what it gets is a constant less something."""
    return any(
        each.op in ("sub", "rsub") and not reads[each.id][0].requires_grad for each in operands if each.id in reads
    )


def _modules(group: str | None, around: Mapping[str, tuple[str, str | None, str]]) -> tuple[str, ...]:
    """The modules around a node, which all stand on the line that calls the outermost of them."""
    found = []
    while group is not None:
        label, group, kind = around[group]
        if kind == "module":
            found.append(label)
    return tuple(found)


def _is_zero(value: Value | None) -> bool:
    numbers = flat(value)
    if numbers is not None:
        return bool(numbers) and not any(numbers)
    stats = value.stats if value is not None else None
    return stats is not None and stats.nans == 0 and stats.minimum == stats.maximum == 0
