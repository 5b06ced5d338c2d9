"""Joined records in, the sheet out: which nodes and edges the graph shows, under which ids, in forward order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import msgspec

from app.engine.recording.flow import ACCUMULATE, AutogradNode, Event, Sent
from app.engine.recording.joining import Joined
from app.engine.recording.records import Record
from app.graph.model import Value

WHOLE = -1
"""Stands for the whole tuple of an op with several results."""
_NUMBER = -2


class Draft(msgspec.Struct, eq=False):
    """A node in the making: one output of a record, its whole tuple, or a plain number among its arguments."""

    id: str
    record: Record
    output: int
    number: float | None = None
    picked: bool = False
    group: str | None = None


class Wire(msgspec.Struct, eq=False):
    """An edge in the making. `producer` is None for a number, and from a tuple to one of its entries."""

    id: str
    source: str
    target: str
    slot: int
    producer: Record | None
    output: int
    local: Value | None = None
    sent: Sent | None = None
    contribution: Value | None = None
    matched: bool = False


@dataclass(slots=True)
class Sheet:
    """All drafts and wires of one graph, and where to find them; `receivers` are the nodes to which an autograd node
    sends, by its position and the number of its edge."""

    joined: Joined
    drafts: list[Draft] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    into: dict[str, list[Wire]] = field(default_factory=dict)
    ids: dict[tuple[int, int], str] = field(default_factory=dict)
    ops: dict[int, str] = field(default_factory=dict)
    receivers: dict[tuple[int, int], str] = field(default_factory=dict)

    def node(self, record: Record, output: int) -> str | None:
        """The node of one output of a record; of the op itself, where that output is not shown by itself."""
        return self.ids.get((record.index, output)) or self.ops.get(record.index)

    def add(self, record: Record, output: int, number: float | None = None, *, picked: bool = False) -> str:
        """Draft a node under the next id."""
        name = f"n{len(self.drafts)}"
        self.drafts.append(Draft(name, record, output, number, picked))
        self.ids[record.index, output] = name
        if number is None and not picked:
            self.ops[record.index] = name
        return name

    def wire(self, source: str, target: str, slot: int, producer: Record | None, output: int) -> Wire:
        """Draft an edge under the next id."""
        wire = Wire(f"e{len(self.wires)}", source, target, slot, producer, output)
        self.wires.append(wire)
        into = self.into.get(target)
        if into is None:
            into = self.into[target] = []
        into.append(wire)
        return wire


def draft(records: Sequence[Record], joined: Joined, roots: Iterable[Record], window: int) -> Sheet:
    """Draft the graph of what happened since record number `window`, and of all that it depends on."""
    kept = _kept(records, joined, roots, window)
    sheet = Sheet(joined)
    _draft_nodes(sheet, kept)
    for record in kept:
        _draft_edges(sheet, record)
    _match_flow(sheet)
    return sheet


def _kept(records: Sequence[Record], joined: Joined, roots: Iterable[Record], window: int) -> list[Record]:
    """What the roots depend on, what has a name or a gradient, and what those read. The rest is torch's bookkeeping."""
    waiting = [*roots, *joined.record_of.values()]
    waiting += [record for record in records[window:] if _is_result(record)]
    kept: dict[int, Record] = {}
    while waiting:
        record = waiting.pop()
        if record.index not in kept:
            kept[record.index] = record
            waiting.extend(producer for _, producer, _ in record.inputs)
    return [kept[index] for index in sorted(kept)] if not joined.places else sorted(kept.values(), key=joined.place)


def _is_result(record: Record) -> bool:
    """What the program made and may look at; a view through which it only wrote is not, nor a stand-in for a tensor
    of an earlier pass."""
    return any(record.names) or (record.sequence >= 0 and not record.through and not record.synthetic)


def _used_outputs(kept: Sequence[Record]) -> dict[int, set[int]]:
    """Which results of ops with several are used or named: only those are shown."""
    used: dict[int, set[int]] = {}
    for record in kept:
        if len(record.outputs) > 1:
            named = (output for output, names in enumerate(record.names) if names)
            used.setdefault(record.index, set()).update(named)
        for _, producer, output in record.inputs:
            if len(producer.outputs) > 1:
                used.setdefault(producer.index, set()).add(output)
    return used


def _draft_nodes(sheet: Sheet, kept: Sequence[Record]) -> None:
    used = _used_outputs(kept)
    for record in kept:
        for slot, number in record.numbers:
            sheet.add(record, _NUMBER - slot, number)
        several = used.get(record.index)
        if several is None or len(several) < 2:
            sheet.add(record, min(several) if several else 0)
            continue
        sheet.add(record, WHOLE)
        for output in sorted(several):
            sheet.add(record, output, picked=True)


def _draft_edges(sheet: Sheet, record: Record) -> None:
    target = sheet.ops[record.index]
    rows: list[tuple[int, str | None, Record | None, int]] = [
        (slot, sheet.node(producer, output), producer, output) for slot, producer, output in record.inputs
    ]
    rows += [(slot, sheet.ids[record.index, _NUMBER - slot], None, 0) for slot, _ in record.numbers]
    if record.overload is not None and record.overload.name == "rsub":
        rows = [(1 - slot, *rest) for slot, *rest in rows]  # type: ignore[misc]  # rsub(x, 1) is read as 1 - x
    rows.sort(key=itemgetter(0))
    for slot, source, producer, output in rows:
        if source is not None:
            sheet.wire(source, target, slot, producer, output)
    if (record.index, WHOLE) in sheet.ids:
        for output in range(len(record.outputs)):
            if (record.index, output) in sheet.ids:
                sheet.wire(target, sheet.ids[record.index, output], 0, None, output)


def _match_flow(sheet: Sheet) -> None:
    """Give each edge its local derivative and what was sent along it."""
    joined = sheet.joined
    for position, node in enumerate(joined.flow.nodes if joined.flow else ()):
        target = sheet.ops.get(joined.record_of[position].index)
        if target is None or node.name == ACCUMULATE:
            continue
        event = joined.events.get(position)
        for index, (next_position, output) in enumerate(node.nexts):
            if next_position >= 0:
                wire = _wire_for(sheet, target, joined.record_of[next_position], output, index)
                if wire is not None:
                    sheet.receivers[position, index] = wire.source
                    _fill(wire, node, event, index)
    for draft in sheet.drafts:
        if draft.picked:
            for wire in sheet.into.get(draft.id, ()):
                wire.contribution = joined.gradient(draft.record, draft.output)


def _wire_for(sheet: Sheet, target: str, producer: Record, output: int, index: int) -> Wire | None:
    """The engine's edges keep the argument order, so of several arguments from one producer the first one that is not
    taken yet is meant; an argument that the dispatcher did not show gets an edge of its own."""
    first = None
    for wire in sheet.into.get(target, ()):
        if not wire.matched and (wire.producer is producer or _is_same(wire.producer, producer)):
            if wire.output == output:
                return wire
            first = first or wire
    if first is not None:
        return first
    source = sheet.node(producer, output)
    return None if source is None or source == target else sheet.wire(source, target, index, producer, output)


def _is_same(one: Record | None, other: Record) -> bool:
    """A leaf of an earlier pass stands for the same tensor as the node of its present numbers."""
    return one is not None and one.parameter and other.parameter and one.refs[0]() is other.refs[0]() is not None


def _fill(wire: Wire, node: AutogradNode, event: Event | None, index: int) -> None:
    wire.matched = True
    if node.locals and index < len(node.locals):
        wire.local = node.locals[index]
    if event is not None and index < len(event.sent):
        wire.sent = event.sent[index]
        wire.contribution = wire.sent.value if wire.sent else None
