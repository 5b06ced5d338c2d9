"""The tangents of a pass in, the lines of the table of forward mode out, and the sum that ends it."""

from dataclasses import dataclass, replace
from math import hypot

from app.errors import Text
from app.graph.model import Graph, Node, Number, Run, Value
from app.graph.naming import operations_in
from app.graph.numbers import exact, extent, flat, short
from app.graph.tangents import Along, Tangent, Tangents, Term
from app.web.excerpts import name_of
from app.web.figures import Figure, figure

MOST_ROWS = 300
_MOST_ROWS = 3


@dataclass(frozen=True)
class Summand:
    """One argument's share of a tangent: its local derivative where that is known, its own tangent, their product."""

    label: str
    local: Figure | None
    tangent: Figure | None
    product: Figure | None


@dataclass(frozen=True)
class Row:
    """A node that depends on the direction; `made_of` names the operations that a folded one stands for."""

    node: str
    label: str
    symbol: str
    moved: bool
    value: Figure | None
    tangent: Figure | None
    summands: tuple[Summand, ...]
    gradient: Figure | None
    product: Figure | None
    stopped: Text | None
    made_of: str = ""


@dataclass(frozen=True)
class Side:
    """A parameter's part of what reverse mode says: its gradient times what it moves by."""

    label: str
    gradient: Figure | None
    numbers: Figure | None
    product: Figure


def rows(found: Tangents, graph: Graph, run: Run) -> tuple[Row, ...]:
    """The lines of the table, in the order of the calculation."""
    nodes = {node.id: node for node in graph.nodes}
    moved = frozenset(part.node for part in found.along)
    return tuple(_row(each, nodes[each.node], nodes, graph, run, moved) for each in in_sight(found, graph)[:MOST_ROWS])


def in_sight(found: Tangents, graph: Graph) -> list[Tangent]:
    """The tangents of what can be seen of the graph."""
    nodes = {node.id for node in graph.nodes}
    return [each for each in found.tangents if each.node in nodes]


def _row(
    each: Tangent, node: Node, nodes: dict[str, Node], graph: Graph, run: Run, moved: frozenset[str]
) -> Row:  # fmt: skip
    def summand(term: Term) -> Summand:
        label = name_of(nodes[term.source], graph, run.source)
        return Summand(label, shown(term.local), shown(term.tangent), shown(term.product))

    return Row(
        node=each.node,
        label=name_of(node, graph, run.source),
        symbol=node.symbol if node.kind == "op" else "",
        moved=each.node in moved,
        value=shown(node.value),
        tangent=shown(each.tangent),
        summands=() if node.folds is not None else tuple(map(summand, each.terms)),
        gradient=shown(each.gradient),
        product=None if each.product is None else number(each.product),
        stopped=each.stopped,
        made_of=operations_in(node),
    )


def sides(found: Tangents) -> tuple[Side, ...]:
    """What reverse mode says, parameter by parameter."""
    return tuple(map(_side, found.along))


def _side(part: Along) -> Side:
    return Side(part.label, shown(part.gradient), shown(part.numbers), number(part.product))


def number(given: Number) -> Figure:
    """A number that was added up in float64."""
    return Figure(short(given), exact(given, "float64"))


def shown(value: Value | None) -> Figure | None:
    """A figure of a value; of what is too large for a line its shape and norm."""
    told = figure(value)
    if told is None or value is None or value.shape == ():
        return told
    if 0 < len(told.rows) <= _MOST_ROWS and not told.statistics:
        return told
    size = _norm(value)
    words = extent(value.shape) if size is None else f"{extent(value.shape)} ‖{short(size)}‖"
    return replace(told, short=words, rows=())


def _norm(value: Value) -> Number | None:
    if value.stats is not None:
        return value.stats.norm
    numbers = flat(value)
    if numbers is None:
        return None
    return "nan" if any(isinstance(item, str) for item in numbers) else hypot(*numbers)
