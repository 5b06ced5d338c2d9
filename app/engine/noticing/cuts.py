"""The passes of a run in; a note out where the graph is cut before a parameter, so that no gradient ever reaches it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.engine.noticing.told import Told
from app.errors import Text, text
from app.graph.model import Graph, Node, Note, Pass

_CUTS = frozenset({"detach", "data"})


def cut_graphs(passes: Sequence[Pass], told: Told) -> Iterator[Note]:
    """At most one note for each place, of parameters that no pass reaches: where another pass does, the cut is meant.
    What stands under no_grad is told of the parameters whose gradient the program has missed."""
    recorded = [(pass_, pass_.graph) for pass_ in passes if pass_.graph is not None and pass_.root is not None]
    reached = {node.name for _, graph in recorded for node in graph.nodes if node.kind == "parameter" and node.live}
    for pass_, graph in recorded:
        yield from _cut(pass_, graph, reached, told.missed)


def _cut(pass_: Pass, graph: Graph, reached: Collection[str | None], missed: Collection[str]) -> Iterator[Note]:
    nodes = {node.id: node for node in graph.nodes}
    unreached = {
        node.name for node in graph.nodes if node.kind == "parameter" and node.name and node.name not in reached
    }
    if not unreached:
        return
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    for id in _behind(pass_.roots, sources):
        node = nodes[id]
        is_cut = node.op in _CUTS
        if not is_cut and not (missed and _is_aside(node, [nodes[source] for source in sources.get(id, ())])):
            continue
        lost = [nodes[each].name for each in _behind([id], sources) if nodes[each].name in unreached]
        named = next((name for name in lost if name and (is_cut or name in missed)), None)
        if named is not None:
            yield Note("cut-graph", _says(named), _remedy(is_cut), node.span, pass_.index, id)
            return


def _is_aside(node: Node, operands: Sequence[Node]) -> bool:
    """Whether it was computed of what requires a gradient, and requires none itself."""
    decimal = node.dtype.startswith(("float", "bfloat"))
    return node.kind == "op" and decimal and not node.requires_grad and any(each.requires_grad for each in operands)


def _says(name: str) -> Text:
    return text("The graph is cut here, so no gradient reaches %(name)s.", name=name)


def _remedy(is_cut: bool) -> Text:
    if is_cut:
        return text("Leave out detach() or .data where a gradient has to pass.")
    return text("Leave no_grad() out where a gradient has to pass: it is for updates, and for looking at results.")


def _behind(roots: Sequence[str], sources: Mapping[str, Sequence[str]]) -> list[str]:
    """All nodes that the roots depend on, themselves included."""
    seen = dict.fromkeys(roots)
    waiting = list(roots)
    while waiting:
        for source in sources.get(waiting.pop(), ()):
            if source not in seen:
                seen[source] = None
                waiting.append(source)
    return list(seen)
