"""The members of the groups to be folded in; of each group its results and what it reads from outside, out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.graph.folding.membership import Membership
from app.graph.model import Group, Node


@dataclass
class Folded:
    """A group on its way to one node: `results` are the members that are seen or asked for from outside."""

    group: Group
    members: list[Node]
    results: list[Node]
    slots: dict[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of its node."""
        return self.results[0].id if len(self.results) == 1 else self.group.id

    @property
    def sources(self) -> Collection[str]:
        """The nodes outside that it reads."""
        return self.slots

    @property
    def picks(self) -> dict[str, str]:
        """The edges from its node to its results, where those are several, each with the result."""
        if len(self.results) == 1:
            return {}
        return {f"e{self.group.id}-{place}": node.id for place, node in enumerate(self.results)}


def own_constants(held: Membership, home: Mapping[str, str]) -> dict[str, str]:
    """The constants that were made inside a group for nothing else. What a call is given stays in sight."""
    told = {step.node for step in held.pass_.steps} | {*held.pass_.roots}
    users: dict[str, set[str | None]] = {}
    for edge in held.graph.edges:
        users.setdefault(edge.source, set()).add(home.get(edge.target))
    found = {}
    for node in held.graph.nodes:
        if node.kind == "constant" and node.id not in told and len(users.get(node.id, ())) == 1:
            (group,) = users[node.id]
            if group is not None and (group in held.lines[node.group] or node.span == held.groups[group].span):
                found[node.id] = group
    return found


def gathered(held: Membership, home: Mapping[str, str]) -> dict[str, Folded]:
    """The groups that are folded, by their ids."""
    asked = {*held.pass_.roots}
    # what is made in one call has its names from outside
    asked.update(node.id for node in held.graph.nodes if node.names and home.get(node.id) in held.written)
    asked.update(step.node for step in held.pass_.steps if step.kind not in ("compute", "send"))
    asked.update(edge.source for edge in held.graph.edges if home.get(edge.source) != home.get(edge.target))
    found: dict[str, Folded] = {}
    for node in held.graph.nodes:
        group = home.get(node.id)
        if group is not None and node.kind == "op":
            each = found.setdefault(group, Folded(held.groups[group], [], []))
            each.members.append(node)
            if node.id in asked:
                each.results.append(node)
    for each in found.values():
        each.results = each.results or each.members[-1:]
    _number_slots(held, home, found)
    return found


def _number_slots(held: Membership, home: Mapping[str, str], groups: Mapping[str, Folded]) -> None:
    """What a group reads, in the order in which it first does."""
    for edge in sorted(held.graph.edges, key=lambda edge: (held.order[edge.target], edge.slot)):
        group = home.get(edge.target)
        if group is not None and home.get(edge.source) != group:
            groups[group].slots.setdefault(edge.source, len(groups[group].slots))
