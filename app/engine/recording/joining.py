"""Records and a backward flow in, their joining out: every autograd node finds the record of its forward op."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.engine.recording.flow import ACCUMULATE, AutogradNode, Event, Flow, walk
from app.engine.recording.records import Record
from app.graph.model import Value


@dataclass(slots=True)
class Joined:
    """`record_of` an autograd node's position, `position_of` a record's index, and the event at a position.

    `names` are those of autograd nodes outside the pass, by sequence number. `unrecorded` are empty records for
    autograd nodes that the dispatcher never reported, so that no gradient is lost; `places` say after which record each
    of them was made. `first_sequence` is the number that torch had come to when the run began.
    """

    flow: Flow | None
    record_of: dict[int, Record] = field(default_factory=dict)
    position_of: dict[int, int] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    unrecorded: list[Record] = field(default_factory=list)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    first_sequence: int = 0

    def event_of(self, record: Record) -> Event | None:
        """What the engine did at a record's node; None where it did nothing."""
        position = self.position_of.get(record.index)
        return None if position is None else self.events.get(position)

    def place(self, record: Record) -> tuple[int, int]:
        """Where a record stands in forward order."""
        return self.places.get(record.index, (record.index, 0))

    def node_of(self, record: Record) -> AutogradNode | None:
        """The autograd node of a record, if the pass can reach it."""
        position = self.position_of.get(record.index)
        return None if position is None or self.flow is None else self.flow.nodes[position]

    def gradient(self, record: Record, output: int) -> Value | None:
        """What had arrived for one output of a record; for a leaf, its .grad afterwards."""
        event = self.event_of(record)
        return event.arrived[output] if event is not None and output < len(event.arrived) else None


def join(records: Sequence[Record], by_sequence: Mapping[int, Record], flow: Flow | None) -> Joined:
    """Join by sequence number; a leaf is joined by the tensor that its AccumulateGrad node holds."""
    joined = Joined(flow, names=_names_elsewhere(records, flow))
    if flow is None:
        return joined
    leaves = _leaves(records)
    for position, node in enumerate(flow.nodes):
        if node.name == ACCUMULATE:
            record = leaves.get(id(node.node.variable))  # the tensor is alive while its node is: its id is its own
        else:
            record = by_sequence.get(node.sequence)
        if record is None:
            record = _unrecorded(node, len(records) + len(joined.unrecorded))
            joined.unrecorded.append(record)
        joined.record_of[position] = record
        joined.position_of.setdefault(record.index, position)
    for event in flow.events:
        joined.events.setdefault(event.position, event)
    if joined.unrecorded:
        _place(joined, flow, by_sequence)
    return joined


def _place(joined: Joined, flow: Flow, by_sequence: Mapping[int, Record]) -> None:
    """What the dispatcher did not report stands behind what it did report just before, and behind what it reads."""
    known = sorted(by_sequence)
    missing = {record.index for record in joined.unrecorded}
    order = sorted(range(len(flow.nodes)), key=lambda position: _made(flow.nodes[position]))
    for position in order:
        record, node = joined.record_of[position], flow.nodes[position]
        if record.index in missing:
            before = bisect_left(known, _made(node))
            reported = by_sequence[known[before - 1]].index if before else -1
            read = [joined.place(joined.record_of[source])[0] for source, _ in node.nexts if source >= 0]
            joined.places[record.index] = (max(reported, *read, -1), 2 + _made(node))


def _made(node: AutogradNode) -> int:
    """When a node was made; leaves are there from the start."""
    return -1 if node.name == ACCUMULATE else node.sequence


def _names_elsewhere(records: Sequence[Record], flow: Flow | None) -> dict[int, str]:
    """The autograd nodes that the backward pass does not reach: those behind the tensors that are still there."""
    reached = {node.sequence for node in flow.nodes} if flow is not None else set()
    ends = []
    for record in records:
        if record.sequence >= 0 and record.sequence not in reached:
            tensors = (reference() for reference in record.refs)
            ends += [tensor for tensor in tensors if tensor is not None and tensor.grad_fn is not None]
    nodes, _ = walk(ends)
    return {node.sequence: node.name for node in nodes}


def _leaves(records: Sequence[Record]) -> dict[int, Record]:
    leaves = {}
    for record in records:
        if record.parameter:
            tensor = record.refs[0]()
            if tensor is not None:
                leaves[id(tensor)] = record
    return leaves


def _unrecorded(node: AutogradNode, index: int) -> Record:
    record = Record(index, None, 0)
    record.synthetic = node.name.rpartition(":")[2].partition("Backward")[0].lower()
    record.sequence = node.sequence
    record.names = [[]]
    return record
