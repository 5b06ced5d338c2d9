"""A backward step in, the gradients that have come to it out: one for each result of its operation, and what of them
comes from within a folded node, where nobody sees it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.graph.model import Step, Value
from app.graph.moment import Moment
from app.web.figures import Figure, figure


@dataclass(frozen=True)
class Arrived:
    """The gradient of one result; `inside` are the parts of it that come from within."""

    node: str
    gradient: Value | None
    inside: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Upstream:
    """The same for a page."""

    label: str
    figure: Figure | None
    inside: tuple[Figure, ...] = ()


def arrived(moment: Moment, step: Step) -> tuple[Arrived, ...]:
    """What a `send` starts from; an operation with several results has one gradient for each that is used."""
    if step.kind != "send":
        return ()
    index, inside = moment.index, moment.index.pass_.inside
    picks = [edge for edge in map(index.edges.__getitem__, step.edges) if edge.source == step.node]
    if not picks:
        return (Arrived(step.node, moment.node(step.node).grad, inside.get(step.node, ())),)
    return tuple(Arrived(edge.target, edge.contribution, inside.get(edge.target, ())) for edge in picks)


def upstreams(moment: Moment, step: Step, name: Callable[[str], str]) -> tuple[Upstream, ...]:
    """What the panel shows above the contributions of a `send`."""
    return tuple(_upstream(each, name(each.node)) for each in arrived(moment, step))


def _upstream(each: Arrived, label: str) -> Upstream:
    return Upstream(label, figure(each.gradient), tuple(found for one in each.inside if (found := figure(one))))
