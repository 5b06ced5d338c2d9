"""A pass and the groups to fold in; the same pass with one node for each of them out. Pure data: no number changes.

The node keeps the id of the one result that leaves its group, so that whoever asks about it finds the same node in the
whole pass. A group with several results becomes a node under the group's own id, beside its results, as the operations
with several results are shown.
"""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from app.graph.folding.folded_groups import Folded, gathered, own_constants
from app.graph.folding.membership import PICKED, Membership, is_picked
from app.graph.folding.steps import resteps
from app.graph.model import Edge, Graph, Node, Pass, Value

Signs = Mapping[str, tuple[str, str]]
"""What the label of a group is as an operation: its name and its symbol."""


def fold(pass_: Pass, folded: frozenset[str], signs: Signs | None = None, held: Membership | None = None) -> Pass:
    """The pass with these groups folded, as far as they can be; `held` is its Membership where that is known already.
    A step keeps the index of the last step of the whole pass that it stands for; the groups stay, folded ones too."""
    held = held or Membership(pass_)
    home = held.outermost(folded)
    if not home:
        return pass_
    home |= own_constants(held, home)
    groups = gathered(held, home)
    edges = _edges(held.graph, home, groups)
    nodes = _nodes(held.graph, home, groups, signs or {})
    graph = Graph(nodes, edges, held.graph.groups)
    steps = resteps(pass_.steps, home, groups, edges)
    return replace(pass_, graph=graph, steps=steps, inside=_inside(held.graph, home, groups))


def _inside(graph: Graph, home: Mapping[str, str], groups: Mapping[str, Folded]) -> dict[str, tuple[Value, ...]]:
    """What the results of the groups get along edges that nobody sees any more."""
    results = {node.id for each in groups.values() for node in each.results}
    found: dict[str, list[Value]] = {}
    for edge in graph.edges:
        if edge.source in results and edge.contribution is not None and home.get(edge.target) == home[edge.source]:
            found.setdefault(edge.source, []).append(edge.contribution)
    return {id: tuple(values) for id, values in found.items()}


def _edges(graph: Graph, home: Mapping[str, str], groups: Mapping[str, Folded]) -> tuple[Edge, ...]:
    """The edges between what is left, and those from a group's node to its several results."""
    found = []
    for edge in graph.edges:
        group = home.get(edge.target)
        if group is None:
            found.append(edge)
        elif home.get(edge.source) != group:
            into = groups[group]
            local = edge.local if edge.target == into.id else None
            found.append(replace(edge, target=into.id, slot=into.slots[edge.source], local=local))
    for each in groups.values():
        grads = {node.id: node.grad for node in each.results}
        found += [Edge(id, each.id, result, 0, None, grads[result]) for id, result in each.picks.items()]
    return tuple(found)


def _nodes(graph: Graph, home: Mapping[str, str], groups: Mapping[str, Folded], signs: Signs) -> tuple[Node, ...]:
    """What is left of the nodes; a group stands where its last member stood, after all that it reads."""
    last = {each.members[-1].id: each for each in groups.values()}
    found = []
    for node in graph.nodes:
        if node.id not in home:
            found.append(node)
        elif node.id in last:
            found += _folded(last[node.id], signs)
    return tuple(found)


def _folded(each: Folded, signs: Signs) -> list[Node]:
    """The node of a group, and its results where it has several."""
    group = each.group
    label = group.label.rpartition(" ")[2] if group.kind == "module" else group.label
    op, symbol = signs.get(label, (label, label))
    made_of = tuple(node.op or "" for node in each.members if not is_picked(node))
    if len(each.results) == 1:
        (result,) = each.results
        whole = replace(
            result, op=op, symbol=symbol, span=group.span, group=group.parent, aten=None, output=None,
            attributes=_attributes(each.members), folds=group.id, made_of=made_of, sequence=None, saved=(),
        )  # fmt: skip
        return [whole]
    whole = Node(
        group.id, "op", op, symbol, None, (), None, (), "", any(node.requires_grad for node in each.results), False,
        None, None, group.span, group.parent, any(node.live for node in each.results), None,
        _attributes(each.members), None, group.id, made_of,
    )  # fmt: skip
    picks = [
        replace(node, op=f"{PICKED}{place}", symbol=f"[{place}]", output=place, attributes={}, group=group.parent)
        for place, node in enumerate(each.results)
    ]
    return [whole, *picks]


def _attributes(members: Collection[Node]) -> dict[str, str]:
    """The plain arguments of the members, where those who have one of the same name agree on it."""
    found: dict[str, set[str]] = {}
    for node in members:
        for name, value in node.attributes.items():
            found.setdefault(name, set()).add(value)
    return {name: value for name, (value, *others) in ((name, [*found[name]]) for name in found) if not others}
