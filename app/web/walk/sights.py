"""The links between the ways to see a graph: a moment in; the two views, and what a folded node hides, out."""

from dataclasses import dataclass

from app.graph.folding.sight import VIEWS, Sight, ViewName
from app.graph.model import Node
from app.graph.moment import Moment
from app.graph.naming import operations_in
from app.web.view import address_in, sight, turned_address


@dataclass(frozen=True)
class Seen:
    """A way to see the graph, and the address of this moment in it."""

    view: ViewName
    current: bool
    address: str


@dataclass(frozen=True)
class MadeOf:
    """The operations that a folded node stands for: how many, their names, and the address that shows them."""

    group: str
    count: int
    names: str
    address: str


def seen(moment: Moment) -> tuple[Seen, ...]:
    """The two ways to see a graph; either begins with what it usually folds."""
    here = sight.get().view
    return tuple(Seen(name, name == here, address_in(moment, Sight(name))) for name in VIEWS)


def made_of(moment: Moment, node: Node) -> MadeOf | None:
    """What a node stands for; None for one that stands for itself."""
    if node.folds is None:
        return None
    return MadeOf(node.folds, len(node.made_of), operations_in(node), turned_address(moment, node.folds))
