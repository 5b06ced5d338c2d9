"""The steps of a pass and its folded groups in, the steps of the folded pass out; positions of the one in the other."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from app.graph.folding.folded_groups import Folded
from app.graph.model import Change, Edge, Step


def resteps(
    steps: Sequence[Step], home: Mapping[str, str], groups: Mapping[str, Folded], edges: Sequence[Edge]
) -> tuple[Step, ...]:
    """One `compute` and at most one `send` for each group, where its last one was; all else stays. A leaf that waits
    for what a group sends gets its gradient after it."""
    return tuple(_Resteps(steps, home, groups, edges).walk())


def whole_position(steps: Sequence[Step], position: int) -> int:
    """A position of a folded pass with these steps in the whole pass: after the last step that its step stands for."""
    return steps[position - 1].index + 1 if position else 0


def folded_position(steps: Sequence[Step], position: int) -> int:
    """A position of the whole pass in a folded one with these steps: after the step that stands for its own last."""
    if not position:
        return 0
    kept = {step.index: place for place, step in enumerate(steps, 1)}
    later = (place for place, step in enumerate(steps, 1) if step.index >= position)
    return kept.get(position - 1) or next(later, len(steps))


class _Resteps:
    """The walk over the steps of the whole pass; what a group sends and computes is gathered until its last."""

    def __init__(
        self, steps: Sequence[Step], home: Mapping[str, str], groups: Mapping[str, Folded], edges: Sequence[Edge]
    ) -> None:
        self.steps, self.home, self.groups = steps, home, groups
        self.results = {result.id for each in groups.values() for result in each.results}
        self.into: dict[str, list[Edge]] = {each.id: [] for each in groups.values()}
        for edge in edges:
            if edge.target in self.into:
                self.into[edge.target].append(edge)
        self.last = {(home[step.node], step.kind): step.index for step in steps if step.node in home}
        self.sending: set[str] = set()
        self.late: dict[str, list[Step]] = {}
        self.changes: dict[tuple[str, str], dict[str, Change]] = {}

    def walk(self) -> Iterator[Step]:
        for step in self.steps:
            group = self.home.get(step.node)
            if group is not None and step.kind in ("compute", "send"):
                yield from self._inside(step, self.groups[group])
            elif step.kind == "accumulate" and (waits := self._awaited(step.node)) is not None:
                self.late.setdefault(waits, []).append(step)
            else:
                yield step

    def _awaited(self, leaf: str) -> str | None:
        """The group that has begun to send, and may have more for a leaf."""
        waiting = [group for group in self.sending if leaf in self.groups[group].sources]
        return max(waiting, key=lambda group: self.last[group, "send"], default=None)

    def _inside(self, step: Step, into: Folded) -> Iterator[Step]:
        """The step of a group, when its last member has done its own."""
        key = (into.group.id, step.kind)
        gathered = self.changes.setdefault(key, {})
        gathered.update((change.node, change) for change in step.changes if self._is_seen(change.node))
        if step.kind == "send":
            self.sending.add(into.group.id)
        if step.index == self.last[key]:
            yield replace(step, node=into.id, edges=self._used(into, step), changes=self._changes(into, step))
            if step.kind == "send":
                self.sending.discard(into.group.id)
                yield from self.late.pop(into.group.id, ())

    def _is_seen(self, node: str) -> bool:
        return node not in self.home or node in self.results

    def _used(self, into: Folded, step: Step) -> tuple[str, ...]:
        edges = sorted((edge for edge in self.into[into.id]), key=lambda edge: edge.slot)
        if step.kind == "compute":
            return tuple(edge.id for edge in edges)
        return (*(edge.id for edge in edges if edge.contribution is not None), *into.picks)

    def _changes(self, into: Folded, step: Step) -> tuple[Change, ...]:
        found = tuple(self.changes[into.group.id, step.kind].values())
        if step.kind == "compute" and into.picks:
            return (Change(into.id, "value", None), *found)
        return found
