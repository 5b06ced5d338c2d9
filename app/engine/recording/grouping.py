"""A sheet and the places of the program where its nodes were made in, the groups of the graph out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.engine.recording.drafting import Draft, Sheet
from app.errors import Span
from app.graph.model import Group

PlaceKind = Literal["function", "module", "iteration", "backward"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the program that groups the nodes made there: one loop iteration, a function call, a module, or the
    backward pass of an earlier `create_graph=True`."""

    kind: PlaceKind
    label: str
    parent: int | None
    span: Span | None


def groups_of(sheet: Sheet, places: Sequence[Place]) -> list[Group]:
    """One group for each place that made nodes, and one for each call that made several op nodes there."""
    groups: list[Group] = []
    ids: dict[int, str] = {}
    calls: dict[tuple[int, str | None], list[Draft]] = {}
    made: dict[str | None, int] = {}
    for item in sheet.drafts:
        record = item.record
        item.group = _place_group(record.group, places, ids, groups)
        if record.call and not record.leaf and item.number is None:
            calls.setdefault((record.call, item.group), []).append(item)
            made[item.group] = made.get(item.group, 0) + 1
    whole = {group.id: group.span for group in groups if group.kind == "module"}
    for (_, place), items in calls.items():
        first = items[0].record
        if place in whole and made[place] == len(items) and whole[place] == first.span:
            continue  # the module is all that was called
        if any(item.record is not first for item in items):
            group = Group(f"g{len(groups)}", "composite", first.label, place, first.span)
            groups.append(group)
            for item in items:
                item.group = group.id
    return groups


def _place_group(index: int | None, places: Sequence[Place], ids: dict[int, str], groups: list[Group]) -> str | None:
    missing = []
    while index is not None and index not in ids:
        missing.append(index)
        index = places[index].parent
    for position in reversed(missing):
        place = places[position]
        parent = None if place.parent is None else ids[place.parent]
        ids[position] = f"g{len(groups)}"
        groups.append(Group(ids[position], place.kind, place.label, parent, place.span))
    if missing:
        return ids[missing[0]]
    return None if index is None else ids[index]
