"""Records and the flow of a backward pass in, the neutral graph and its steps out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from torch import Tensor

from app.engine.backward import AutogradNode, Event, Flow, Sent
from app.engine.recorder import Record, attribute_text
from app.engine.values import dtype_name, to_value
from app.errors import Span
from app.graph.model import Change, Edge, Graph, Group, Node, Step, Value

ACCUMULATE = "torch::autograd::AccumulateGrad"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the program that groups the nodes made there: one loop iteration, later a function call or module."""

    kind: str
    label: str
    parent: int | None
    span: Span | None


@dataclass(slots=True)
class Draft:
    """A node in the making: which output of which record (-1: the whole tuple of an op with several), or a number."""

    id: str
    record: Record
    output: int
    number: float | None = None
    group: str | None = None


@dataclass(slots=True)
class Wire:
    """An edge in the making."""

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
class Assembly:
    """The state of one assembling; `flow` is None for a program that differentiates nothing."""

    records: Sequence[Record]
    flow: Flow | None
    places: Sequence[Place]
    value_limit: int
    record_of: dict[int, Record] = field(default_factory=dict)
    position_of: dict[int, int] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    ids: dict[tuple[int, int], str] = field(default_factory=dict)
    wires: list[Wire] = field(default_factory=list)
    into: dict[str, list[Wire]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    unjoined: int = 0

    def node_id(self, made: tuple[Record, int]) -> str | None:
        """The node of one output of a record."""
        return _id_of(self, *made) or _target_id(self, made[0])


def assemble(
    records: Sequence[Record],
    by_sequence: dict[int, Record],
    flow: Flow | None,
    *,
    roots: Sequence[Record],
    window: int,
    places: Sequence[Place],
    value_limit: int,
) -> tuple[Graph, tuple[Step, ...], Assembly]:
    """Build the graph of one pass from what was recorded since `window`, and all that it depends on.

    Nodes are numbered in forward order. The share of autograd nodes that no record could be joined to is in the
    returned assembly (`unjoined` of `len(record_of)`).
    """
    state = Assembly(records, flow, places, value_limit)
    extra = _join(state, by_sequence)
    kept = _kept(state, [*roots, *extra], window)
    _draft_nodes(state, kept)
    _draft_edges(state, kept)
    _match_flow(state)
    _draft_groups(state)
    graph = Graph(
        tuple(_node(state, draft) for draft in state.drafts),
        tuple(
            Edge(
                wire.id, wire.source, wire.target, wire.slot, wire.local, wire.contribution,
                wire.sent.sent_shape if wire.sent else None,
            )
            for wire in state.wires
        ),
        tuple(state.groups),
    )  # fmt: skip
    return graph, tuple(_steps(state, graph)), state


def _join(state: Assembly, by_sequence: dict[int, Record]) -> list[Record]:
    """Find the record of every autograd node; a node that has none gets an empty one, so that no gradient is lost."""
    if state.flow is None:
        return []
    leaves: dict[int, Record] = {}
    for record in state.records:
        if record.parameter:
            tensor = record.refs[0]()
            if tensor is not None:
                leaves[id(tensor)] = record
    extra = []
    for position, node in enumerate(state.flow.nodes):
        record = leaves.get(id(node.node.variable)) if node.name == ACCUMULATE else by_sequence.get(node.sequence)
        if record is None:
            record = _unrecorded(node, len(state.records) + len(extra))
            extra.append(record)
            state.unjoined += 1
        state.record_of[position] = record
        state.position_of.setdefault(record.index, position)
    state.events = {event.position: event for event in state.flow.events}
    return extra


def _unrecorded(node: AutogradNode, index: int) -> Record:
    record = Record(index, None, 0)
    record.synthetic = node.name.removesuffix("0").removesuffix("Backward").lower()
    record.sequence = node.sequence
    record.names = [[]]
    return record


def _kept(state: Assembly, roots: Iterable[Record], window: int) -> list[Record]:
    """What the graph shows: all that the root depends on, all that has a name or a gradient, and what those read."""
    waiting = [*roots, *state.record_of.values()]
    waiting += [record for record in state.records[window:] if record.sequence >= 0 or any(record.names)]
    kept: dict[int, Record] = {}
    while waiting:
        record = waiting.pop()
        if record.index not in kept:
            kept[record.index] = record
            waiting.extend(producer for _, producer, _ in record.inputs)
    return [kept[index] for index in sorted(kept)]


def _used_outputs(kept: Sequence[Record], state: Assembly) -> dict[int, set[int]]:
    used: dict[int, set[int]] = {}
    for record in kept:
        if len(record.outputs) > 1:
            used.setdefault(record.index, set()).update(k for k, names in enumerate(record.names) if names)
        for _, producer, output in record.inputs:
            if len(producer.outputs) > 1:
                used.setdefault(producer.index, set()).add(output)
    return used


def _draft_nodes(state: Assembly, kept: Sequence[Record]) -> None:
    used = _used_outputs(kept, state)
    for record in kept:
        for slot, number in record.numbers:
            state.ids[record.index, -2 - slot] = _draft(state, record, -2 - slot, number)
        several = sorted(used.get(record.index, ()))
        if len(several) > 1:
            state.ids[record.index, -1] = _draft(state, record, -1)
            for output in several:
                state.ids[record.index, output] = _draft(state, record, output)
        else:
            state.ids[record.index, several[0] if several else 0] = _draft(state, record, several[0] if several else 0)


def _draft(state: Assembly, record: Record, output: int, number: float | None = None) -> str:
    name = f"n{len(state.drafts)}"
    state.drafts.append(Draft(name, record, output, number))
    return name


def _id_of(state: Assembly, record: Record, output: int) -> str | None:
    return state.ids.get((record.index, output)) or state.ids.get((record.index, -1))


def _draft_edges(state: Assembly, kept: Sequence[Record]) -> None:
    for record in kept:
        target = _target_id(state, record)
        assert target is not None
        for slot, producer, output, source in _rows(state, record):
            if source is not None:
                _wire(state, source, target, slot, producer, output)
        if (record.index, -1) in state.ids:
            for output in range(len(record.outputs)):
                if (record.index, output) in state.ids:
                    _wire(state, target, state.ids[record.index, output], 0, None, output)


def _rows(state: Assembly, record: Record) -> list[tuple[int, Record | None, int, str | None]]:
    """The arguments of an op in the order in which a person reads them: rsub(x, 1) is 1 - x."""
    rows: list[tuple[int, Record | None, int, str | None]] = [
        (slot, producer, output, _id_of(state, producer, output)) for slot, producer, output in record.inputs
    ]
    rows += [(slot, None, 0, state.ids[record.index, -2 - slot]) for slot, _ in record.numbers]
    if record.overload is not None and record.overload.name == "rsub":
        rows = [(1 - slot, producer, output, source) for slot, producer, output, source in rows]
    return sorted(rows, key=lambda row: row[0])


def _wire(state: Assembly, source: str, target: str, slot: int, producer: Record | None, output: int) -> Wire:
    wire = Wire(f"e{len(state.wires)}", source, target, slot, producer, output)
    state.wires.append(wire)
    state.into.setdefault(target, []).append(wire)
    return wire


def _target_id(state: Assembly, record: Record) -> str | None:
    whole = state.ids.get((record.index, -1))
    if whole:
        return whole
    keys = ((record.index, output) for output in range(max(len(record.outputs), 1)))
    return next((state.ids[key] for key in keys if key in state.ids), None)


def _match_flow(state: Assembly) -> None:
    """Give each edge its local derivative and what was sent along it: the engine's edges keep the argument order, so the
    first argument from the same producer that is not taken yet is the one."""
    if state.flow is None:
        return
    for position, node in enumerate(state.flow.nodes):
        event = state.events.get(position)
        record = state.record_of[position]
        target = _target_id(state, record)
        if target is None or node.name == ACCUMULATE:
            continue
        for index, (next_position, output) in enumerate(node.nexts):
            if next_position >= 0:
                wire = _wire_for(state, target, state.record_of[next_position], output, index)
                if wire is not None:
                    _fill(wire, node, event, index)
    for draft in state.drafts:
        if draft.output >= 0 and (draft.record.index, -1) in state.ids:
            for wire in state.into.get(draft.id, ()):
                wire.contribution = _gradient(state, draft)


def _fill(wire: Wire, node: AutogradNode, event: Event | None, index: int) -> None:
    wire.matched = True
    if node.locals and index < len(node.locals):
        wire.local = node.locals[index]
    if event is not None and index < len(event.sent):
        wire.sent = event.sent[index]
        wire.contribution = wire.sent.value if wire.sent else None


def _wire_for(state: Assembly, target: str, producer: Record, output: int, index: int) -> Wire | None:
    candidates = [wire for wire in state.into.get(target, ()) if not wire.matched and wire.producer is producer]
    for wire in candidates:
        if wire.output == output:
            return wire
    if candidates:
        return candidates[0]
    source = _id_of(state, producer, output) or _target_id(state, producer)
    return None if source is None or source == target else _wire(state, source, target, index, producer, output)


def _gradient(state: Assembly, draft: Draft) -> Value | None:
    position = state.position_of.get(draft.record.index)
    event = state.events.get(position) if position is not None else None
    if event is None or draft.number is not None or draft.output < 0:
        return _kept_gradient(state, draft)
    return event.arrived[draft.output] if draft.output < len(event.arrived) else None


def _kept_gradient(state: Assembly, draft: Draft) -> Value | None:
    """What a leaf that this pass does not reach still holds from an earlier one."""
    if draft.record.parameter and draft.number is None:
        tensor = draft.record.refs[0]()
        if tensor is not None and tensor.grad is not None:
            return to_value(tensor.grad, state.value_limit)
    return None


def _draft_groups(state: Assembly) -> None:
    """One group for each place that made nodes, and one for each call that made several op nodes."""
    places: dict[int, str] = {}
    calls: dict[int, list[Draft]] = {}
    for draft in state.drafts:
        record = draft.record
        draft.group = _place(state, record.group, places)
        if record.call and not record.leaf and draft.number is None:
            calls.setdefault(record.call, []).append(draft)
    for drafts in calls.values():
        if len({draft.record.index for draft in drafts}) > 1:
            record = drafts[0].record
            group = Group(f"g{len(state.groups)}", "composite", record.label, drafts[0].group, record.span)
            state.groups.append(group)
            for draft in drafts:
                draft.group = group.id


def _place(state: Assembly, index: int | None, places: dict[int, str]) -> str | None:
    missing = []
    while index is not None and index not in places:
        missing.append(index)
        index = state.places[index].parent
    for position in reversed(missing):
        place = state.places[position]
        parent = places[place.parent] if place.parent is not None else None
        group = Group(f"g{len(state.groups)}", place.kind, place.label, parent, place.span)  # type: ignore[arg-type]
        state.groups.append(group)
        places[position] = group.id
    return places[missing[0]] if missing else (places[index] if index is not None else None)


def _node(state: Assembly, draft: Draft) -> Node:
    if draft.number is not None:
        return _number_node(draft)
    record, output = draft.record, draft.output
    names = tuple(record.names[output]) if 0 <= output < len(record.names) else ()
    value = record.outputs[output] if 0 <= output < len(record.outputs) else None
    tensor = record.refs[output]() if 0 <= output < len(record.refs) else None
    kind = "op" if not record.leaf else "parameter" if record.parameter else "input" if names else "constant"
    requires = record.parameter or (record.sequence >= 0 and (value is None or value.dtype.startswith(("float", "bfloat", "complex"))))
    gradient = _gradient(state, draft)
    picked = output >= 0 and (record.index, -1) in state.ids
    return Node(
        id=draft.id,
        kind=kind,
        op=None if kind != "op" else f"output {output}" if picked else _op_name(record),
        symbol="" if kind != "op" else f"[{output}]" if picked else _symbol(record),
        name=names[-1] if names else None,
        names=names,
        grad_fn=_grad_fn(state, record, tensor) if requires else None,
        shape=value.shape if value else (),
        dtype=value.dtype if value else "",
        requires_grad=requires,
        is_leaf=record.parameter or not requires,
        value=value,
        grad=gradient,
        span=record.span,
        group=draft.group,
        live=state.position_of.get(record.index) in state.events,
        aten=record.overload.aten if record.overload and kind == "op" else None,
        attributes={} if kind != "op" or picked else {name: attribute_text(item) for name, item in record.attributes},
        output=output if len(record.outputs) > 1 and output >= 0 else None,
    )


def _number_node(draft: Draft) -> Node:
    number = draft.number
    dtype = type(number).__name__
    return Node(
        id=draft.id, kind="constant", op=None, symbol="", name=None, names=(), grad_fn=None, shape=(), dtype=dtype,
        requires_grad=False, is_leaf=True, value=_number_value(number, dtype), grad=None, span=draft.record.span,
        group=draft.group, live=False,
    )  # fmt: skip


def _number_value(number: float | None, dtype: str) -> Value:
    infinite = isinstance(number, float) and number - number != 0
    return Value((), dtype, str(number) if infinite else number)


def _op_name(record: Record) -> str:
    overload = record.overload
    if overload is None:
        return record.synthetic or "call"
    return overload.entry.name if overload.entry and not overload.writes else overload.name


def _symbol(record: Record) -> str:
    overload = record.overload
    if overload is None:
        return record.synthetic or "call"
    if overload.aten in ("pow.Tensor_Scalar", "pow_.Scalar"):
        return f"^{attribute_text(record.attributes[0][1])}"
    return overload.entry.symbol if overload.entry else overload.name


def _grad_fn(state: Assembly, record: Record, tensor: Tensor | None) -> str | None:
    if record.parameter:
        return None
    position = state.position_of.get(record.index)
    if position is not None and state.flow is not None:
        return state.flow.nodes[position].name
    node = tensor.grad_fn if tensor is not None else None
    return node.name() if node is not None else None


def _steps(state: Assembly, graph: Graph) -> Iterable[Step]:
    by_id = {node.id: node for node in graph.nodes}
    index = 0
    for draft in state.drafts:
        node = by_id[draft.id]
        if node.kind == "op" and not (draft.output >= 0 and (draft.record.index, -1) in state.ids):
            yield _compute(state, index, draft, node, by_id)
            index += 1
    if state.flow is None:
        return
    counts = _contribution_counts(state)
    for root, seed in zip(state.flow.roots, state.flow.seeds, strict=True):
        name = _id_of(state, state.record_of[root[0]], root[1]) or _target_id(state, state.record_of[root[0]])
        if name is not None:
            yield Step(index, "backward", "seed", name, (), (Change(name, "grad", seed),))
            index += 1
    for event in state.flow.events:
        step = _backward_step(state, index, event, counts)
        if step is not None:
            yield step
            index += 1


def _compute(state: Assembly, index: int, draft: Draft, node: Node, by_id: dict[str, Node]) -> Step:
    edges = tuple(wire.id for wire in state.into.get(draft.id, ()))
    changes = [Change(node.id, "value", node.value)]
    if draft.output == -1:
        for output in range(len(draft.record.outputs)):
            name = state.ids.get((draft.record.index, output))
            if name is not None:
                changes.append(Change(name, "value", by_id[name].value))
    return Step(index, "forward", "compute", node.id, edges, tuple(changes))


def _contribution_counts(state: Assembly) -> dict[tuple[int, int], int]:
    assert state.flow is not None
    counts: dict[tuple[int, int], int] = {}
    for event in state.flow.events:
        for target, sent in zip(state.flow.nodes[event.position].nexts, event.sent, strict=False):
            if sent is not None:
                counts[target] = max(counts.get(target, 0), sent.arrived)
    return counts


def _backward_step(state: Assembly, index: int, event: Event, counts: dict[tuple[int, int], int]) -> Step | None:
    assert state.flow is not None
    flow_node = state.flow.nodes[event.position]
    record = state.record_of[event.position]
    name = _target_id(state, record)
    if name is None:
        return None
    if flow_node.name == ACCUMULATE:
        expected = max(counts.get((event.position, 0), 1), 1)
        change = Change(name, "grad", event.arrived[0], expected, expected, event.before)
        return Step(index, "backward", "accumulate", name, (), (change,))
    edges = [wire.id for wire in state.into.get(name, ()) if wire.contribution is not None]
    if (record.index, -1) in state.ids:
        edges += [wire.id for wire in state.wires if wire.source == name and wire.producer is None]
    changes = []
    for target, sent in zip(flow_node.nexts, event.sent, strict=False):
        if sent is not None:
            receiver = state.record_of[target[0]]
            place = _id_of(state, receiver, target[1]) or _target_id(state, receiver)
            if place is not None:
                changes.append(Change(place, "grad", sent.total, sent.arrived, max(counts[target], sent.arrived)))
    return Step(index, "backward", "send", name, tuple(edges), tuple(changes))


