"""A node in, the rule that fits it out: which edge is which input of the rule, and what its plain arguments are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from app.formulas.expressions import Constant, Expression, Operation, Quantity
from app.formulas.reading import read
from app.graph.model import Edge, Node
from app.ops.composites import order_of
from app.ops.registry import BY_ATEN, OPS
from app.ops.rule import Input, Rule

_ONE = Constant(1)
_TO_THE_END = str(2**63 - 1)
"""What torch writes for the end of a slice that goes to the end."""
_OF_VIEWS = frozenset({"dim", "index", "start", "end", "size", "dim0", "dims"})
_WHOLE = frozenset({"matmul", "pow", "where", "max", "min"})
"""Operators that cannot lose a term."""


@dataclass(frozen=True)
class Fitted:
    """A rule at a node: the edges of each input, and the plain arguments as the run has them. A node that stands for
    several may read an input along several edges: the first stands for them in `edges`, all are in `together`."""

    rule: Rule
    edges: Mapping[str, tuple[Edge, ...]]
    options: Mapping[str, str]
    together: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict)

    @property
    def forward(self) -> Expression:
        """How the node is computed, without what this call has not."""
        return self._settled(self.rule.forward) or Quantity("y", "y", "y")

    def backward(self, edge: Edge) -> Expression | None:
        """The gradient of an input: δ times the local derivative, or the whole of it. None: none flows there."""
        name = next((name for name, edges in self.edges.items() if edge in edges), None)
        if name is None or name not in self.rule.backward:
            return None
        written = self.rule.backward[name]
        settled = self._settled(written)
        if settled is None or "δ" in written:
            return settled
        return Operation("mul", (read("δ"), settled))

    def _settled(self, written: str) -> Expression | None:
        return _settle(read(written), self._absent(), self._ones(), self.edges)

    def _absent(self) -> frozenset[str]:
        named = {given.name for given in self.rule.inputs if given.default is None and given.name != "_"}
        return frozenset(named - self.edges.keys() - self.options.keys())

    def _ones(self) -> frozenset[str]:
        return (
            frozenset(
                given.name
                for given in self.rule.inputs
                if given.default == 1 and self.options.get(given.name, "1") in ("1", "1.0")
            )
            - self.edges.keys()
        )


def fit(node: Node, edges: Sequence[Edge]) -> Fitted | None:
    """The first rule of the node's entry that belongs to this very call; None where none does."""
    if node.folds is not None:
        return _fit_whole(node, edges)
    aten = (node.aten or "").removesuffix(".default")
    entry = BY_ATEN.get(aten.split(".")[0]) if aten else OPS.get(node.op or "")
    if entry is None or node.op is None or node.op.startswith("output "):
        return None
    return next((found for rule in entry.rules if (found := _fit(rule, aten, node, _placed(edges))) is not None), None)


def _fit_whole(node: Node, edges: Sequence[Edge]) -> Fitted | None:
    """The rule of a node that stands for several, where it is known which of the rule's inputs each of its sources
    is; what it only reads, without sending anything back, comes after what gets a gradient."""
    order = order_of(node.op or "", node.made_of)
    sources: dict[str, list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.slot, edge.contribution is None)):
        sources.setdefault(edge.source, []).append(edge)
    if order is None or len(sources) not in (len(order.places), len(order.fewer)):
        return None
    places = order.places if len(sources) == len(order.places) else order.fewer
    firsts = (each[0] for each in sources.values())
    placed = sorted(zip(places, firsts, strict=True), key=lambda pair: pair[0])
    told = {**node.attributes, **order.given, "folded": "True", "rank": str(len(node.shape))}
    rules = OPS[order.entry or node.op or ""].rules
    whole = msgspec.structs.replace(node, attributes=told)
    found = next((found for rule in rules if (found := _fit(rule, "", whole, placed)) is not None), None)
    return found and replace(found, together={each[0].id: tuple(each) for each in sources.values()})


def _placed(edges: Sequence[Edge]) -> list[tuple[int, Edge]]:
    return sorted(((edge.slot, edge) for edge in edges), key=lambda pair: pair[0])


def _fit(rule: Rule, aten: str, node: Node, edges: Sequence[tuple[int, Edge]]) -> Fitted | None:
    if (rule.only and aten not in rule.only) or not _holds(rule.when, node.attributes):
        return None
    if _through_a_view(rule, aten, node.attributes):
        return None
    found: dict[str, tuple[Edge, ...]] = {}
    for slot, edge in edges:
        given = _at(rule.inputs, slot)
        if given is None:
            return None
        if given.name != "_":
            found[given.name] = (*found.get(given.name, ()), edge)
    options = {
        given.name: node.attributes[given.argument]
        for given in rule.inputs
        if given.name not in found and node.attributes.get(given.argument, _TO_THE_END) != _TO_THE_END
    }
    return Fitted(rule, found, options)


def _through_a_view(rule: Rule, aten: str, attributes: Mapping[str, str]) -> bool:
    """Whether a part of a tensor is written to: then the rule holds for that part alone. The run gives such a node the
    arguments of the view besides its own."""
    own = {given.argument for given in rule.inputs}
    return aten.split(".")[0].endswith("_") and not _OF_VIEWS.isdisjoint(attributes.keys() - own)


def _at(inputs: Sequence[Input], slot: int) -> Input | None:
    if slot < len(inputs):
        return inputs[slot]
    return inputs[-1] if inputs and inputs[-1].many else None


def _holds(when: str, attributes: Mapping[str, str]) -> bool:
    """ "reduction:1": it is 1 or not given; "reduction=2": it is given as 2; of several all must hold."""
    return all(_is_so(condition, attributes) for condition in when.split())


def _is_so(condition: str, attributes: Mapping[str, str]) -> bool:
    if "=" in condition:
        name, _, wanted = condition.partition("=")
        return attributes.get(name) in (wanted, f"{wanted}.0")
    name, _, wanted = condition.partition(":")
    return attributes.get(name, wanted) in (wanted, f"{wanted}.0")


def _settle(
    rule: Expression, absent: frozenset[str], ones: frozenset[str], edges: Mapping[str, tuple[Edge, ...]]
) -> Expression | None:
    """The rule without absent terms and without factors that are 1 because nothing else was asked for."""
    if isinstance(rule, Quantity):
        return None if rule.name in absent else _ONE if rule.name in ones else rule
    if not isinstance(rule, Operation):
        return rule
    terms: list[Expression | None] = []
    for term in rule.terms:
        if isinstance(term, Quantity) and len(edges.get(term.name, ())) > 1:
            terms += [Quantity(f"{term.name}{k}", f"{term.name}{k}", f"{term.name}_{{{k}}}")
                      for k in range(len(edges[term.name]))]  # fmt: skip
        else:
            terms.append(_settle(term, absent, ones, edges))
    left = tuple(term for term in terms if term is not None)
    if len(left) == len(terms):
        return _without_ones(rule.operator, left)
    if not left or rule.operator in _WHOLE or terms[0] is None and rule.operator in ("sub", "div"):
        return None
    return left[0] if rule.operator in ("add", "sub", "mul", "div") else Operation(rule.operator, left)


def _without_ones(operator: str, terms: tuple[Expression, ...]) -> Expression:
    if operator == "mul" and any(term is _ONE for term in terms):
        return terms[1] if terms[0] is _ONE else terms[0]
    if operator == "div" and terms[1] is _ONE:
        return terms[0]
    if operator == "neg" and terms[0] is _ONE:
        return Constant(-1)
    return Operation(operator, terms)
