"""A pass in; what each of its groups holds, and which groups can be folded into one node, out."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile

from app.graph.model import Edge, Graph, Group, Node, Pass
from app.graph.timeline import recorded

PICKED = "output "
"""Begins the name of an op that picks one result of an op with several."""
CALLED = frozenset({"composite", "module", "function"})
"""The kinds of groups that a call makes."""


class Membership:
    """The groups of a recorded pass; costs a walk over its nodes, edges and steps. `order` is each node's place."""

    def __init__(self, pass_: Pass) -> None:
        self.pass_ = pass_
        self.graph: Graph = recorded(pass_)
        self.groups: dict[str, Group] = {group.id: group for group in self.graph.groups}
        self.order = {node.id: place for place, node in enumerate(self.graph.nodes)}
        self.group_of = {node.id: node.group for node in self.graph.nodes if node.kind == "op"}

    @cached_property
    def lines(self) -> dict[str | None, tuple[str, ...]]:
        """Each group with the groups around it, itself first."""
        lines: dict[str | None, tuple[str, ...]] = {None: ()}
        for group in self.graph.groups:  # a group comes after the one around it
            lines[group.id] = (group.id, *lines[group.parent])
        return lines

    @cached_property
    def ops(self) -> dict[str, list[Node]]:
        """The op nodes of each group, those of the groups inside it included."""
        found: dict[str, list[Node]] = {id: [] for id in self.groups}
        for node in self.graph.nodes:
            if node.kind == "op":
                for group in self.lines[node.group]:
                    found[group].append(node)
        return found

    @cached_property
    def foldable(self) -> frozenset[str]:
        """The groups of several ops in which no other op stands: one that reads a member before the last is computed,
        or sends a gradient into the group after its last has gone on."""
        several = {id for id, nodes in self.ops.items() if sum(not is_picked(node) for node in nodes) > 1}
        return frozenset(several - self._interrupted())

    @cached_property
    def written(self) -> frozenset[str]:
        """The foldable groups that the source shows as one call: all that happened inside carries the call's own span.
        A module that only calls modules, such as nn.Sequential, is none: those are what its author has written."""
        return frozenset(id for id in self.foldable if self._is_one_call(self.groups[id]))

    def outermost(self, folded: frozenset[str]) -> dict[str, str]:
        """The group into which each op node goes; of folded groups in each other the outermost counts."""
        wanted = folded & self.foldable
        home: dict[str | None, str | None] = {None: None}
        for group in self.graph.groups:
            home[group.id] = home[group.parent] or (group.id if group.id in wanted else None)
        return {id: found for id, group in self.group_of.items() if (found := home[group]) is not None}

    def _is_one_call(self, group: Group) -> bool:
        if group.kind not in CALLED or any(node.span != group.span for node in self.ops[group.id]):
            return False
        return any(not self._in_module_of(group, node) for node in self.ops[group.id])

    def _in_module_of(self, group: Group, node: Node) -> bool:
        inside = takewhile(lambda id: id != group.id, self.lines[node.group])
        return any(self.groups[id].kind == "module" for id in inside)

    def _interrupted(self) -> set[str]:
        last = {id: self.order[nodes[-1].id] for id, nodes in self.ops.items() if nodes}
        sends = self._sends()
        gone = {id: max((sends.get(node.id, -1) for node in nodes), default=-1) for id, nodes in self.ops.items()}
        found: set[str] = set()
        for edge in self._crossing():
            source, target = self.order[edge.source], self.order[edge.target]
            inner, outer = self.lines[self.group_of.get(edge.source)], self.lines[self.group_of.get(edge.target)]
            found.update(id for id in _only(inner, outer) if target < last[id])
            sent = sends.get(edge.source)
            for id in _only(outer, inner):
                if source > last[id] or (sent is not None and sent < gone[id]):
                    found.add(id)
        return found

    def _crossing(self) -> Iterator[Edge]:
        for edge in self.graph.edges:
            if self.group_of.get(edge.source) != self.group_of.get(edge.target):
                yield edge

    def _sends(self) -> dict[str, int]:
        """The step in which each op sends its gradient on; what is picked from several results goes with them all."""
        found = {step.node: place for place, step in enumerate(self.pass_.steps) if step.kind == "send"}
        picked = {node.id for node in self.graph.nodes if is_picked(node)}
        for edge in self.graph.edges:
            if edge.target in picked and edge.source in found:
                found[edge.target] = found[edge.source]
        return found


def is_picked(node: Node) -> bool:
    """Whether a node only picks one result of an op with several."""
    return node.kind == "op" and (node.op or "").startswith(PICKED)


def _only(here: Iterable[str], there: tuple[str, ...]) -> Iterator[str]:
    """The groups of one line that are not in the other, from the inside out."""
    for group in here:
        if group in there:
            return
        yield group
