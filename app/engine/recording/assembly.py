"""Records and the flow of a backward pass in, the neutral graph and its steps out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.engine.recording.drafting import Draft, Sheet, Wire, draft
from app.engine.recording.flow import AutogradNode, Flow
from app.engine.recording.grouping import Place, groups_of
from app.engine.recording.joining import Joined, join
from app.engine.recording.records import Record, attribute_text, stands_for
from app.engine.recording.stepping import steps_of
from app.engine.recording.values import Keeper, finite
from app.graph.model import Edge, Graph, Node, Step, Value

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_CAN_REQUIRE_GRAD = ("float", "bfloat", "complex")


@dataclass(frozen=True, slots=True)
class Assembled:
    """The graph of one pass, its steps, and the sheet and the joining behind them."""

    graph: Graph
    steps: tuple[Step, ...]
    sheet: Sheet
    joined: Joined


def assemble(
    records: Sequence[Record],
    by_sequence: Mapping[int, Record],
    flow: Flow | None,
    *,
    roots: Iterable[Record],
    window: int,
    places: Sequence[Place],
    keep: Keeper,
    first_sequence: int = 0,
) -> Assembled:
    """Build the graph of one pass from what was recorded since record number `window`, and all that it depends on."""
    joined = join(records, by_sequence, flow)
    joined.first_sequence = first_sequence
    sheet = draft(records, joined, [*roots, *joined.unrecorded], window)
    groups = groups_of(sheet, places)
    nodes = tuple(_node(sheet, item, keep) for item in sheet.drafts)
    edges = tuple(
        Edge(
            wire.id, wire.source, wire.target, wire.slot, wire.local, wire.contribution,
            _sent_shape(wire),
        )
        for wire in sheet.wires
    )  # fmt: skip
    return Assembled(Graph(nodes, edges, tuple(groups)), steps_of(sheet), sheet, joined)


def _node(sheet: Sheet, item: Draft, keep: Keeper) -> Node:
    if item.number is not None:
        return _number_node(item)
    return _leaf_node(sheet.joined, item, keep) if item.record.leaf else _op_node(sheet.joined, item)


def _op_node(joined: Joined, item: Draft) -> Node:
    record, output, picked = item.record, item.output, item.picked
    event, made = joined.event_of(record), joined.node_of(record)
    value, names = _shown(item)
    requires = _requires_grad(record, value)
    return Node(
        id=item.id,
        kind="op",
        op=f"output {output}" if picked else _op_name(record),
        symbol=f"[{output}]" if picked else _symbol(record),
        name=names[-1] if names else None,
        names=names,
        grad_fn=_grad_fn(joined, record, made) if requires else None,
        shape=value.shape if value else (),
        dtype=value.dtype if value else "",
        requires_grad=requires,
        is_leaf=not requires,
        value=value,
        grad=event.arrived[output] if event is not None and 0 <= output < len(event.arrived) else None,
        span=record.span,
        group=item.group,
        live=event is not None,
        aten=record.overload.aten if record.overload else None,
        attributes={} if picked else {name: attribute_text(given) for name, given in record.attributes},
        output=output if len(record.outputs) > 1 and output >= 0 else None,
        sequence=record.sequence - joined.first_sequence if requires and record.sequence >= 0 else None,
        saved=made.saved if requires and made is not None else (),
    )


def _leaf_node(joined: Joined, item: Draft, keep: Keeper) -> Node:
    record = item.record
    value, names = _shown(item)
    requires = _requires_grad(record, value)
    return Node(
        id=item.id,
        kind="parameter" if record.parameter else "input" if names else "constant",
        op=None,
        symbol="",
        name=names[-1] if names else None,
        names=names,
        grad_fn=None,
        shape=value.shape if value else (),
        dtype=value.dtype if value else "",
        requires_grad=requires,
        is_leaf=record.parameter or not requires,
        value=value,
        grad=_leaf_grad(joined, item, keep),
        span=record.span,
        group=item.group,
        live=joined.event_of(record) is not None,
        output=item.output if len(record.outputs) > 1 and item.output >= 0 else None,
    )


def _shown(item: Draft) -> tuple[Value | None, tuple[str, ...]]:
    """The value that a node shows, and its names."""
    if 0 <= item.output < len(item.record.outputs):
        return item.record.outputs[item.output], tuple(item.record.names[item.output])
    return None, ()


def _sent_shape(wire: Wire) -> tuple[int, ...] | None:
    """The shape before the sum over broadcast dimensions: that of the local derivative, where it is another."""
    if wire.local is None or wire.contribution is None or wire.local.shape == wire.contribution.shape:
        return None
    return wire.local.shape


def _number_node(item: Draft) -> Node:
    number = item.number
    return Node(
        id=item.id, kind="constant", op=None, symbol="", name=None, names=(), grad_fn=None, shape=(),
        dtype=type(number).__name__, requires_grad=False, is_leaf=True,
        value=Value((), type(number).__name__, finite(number)), grad=None, span=item.record.span, group=item.group,
        live=False,
    )  # fmt: skip


def _requires_grad(record: Record, value: Value | None) -> bool:
    if record.parameter:
        return True
    return record.sequence >= 0 and (value is None or value.dtype.startswith(_CAN_REQUIRE_GRAD))


def _leaf_grad(joined: Joined, item: Draft, keep: Keeper) -> Value | None:
    """What arrived; for a leaf that this pass does not reach, what its .grad still holds from an earlier one."""
    if item.output < 0:
        return None
    if not item.record.parameter or joined.event_of(item.record) is not None:
        return joined.gradient(item.record, item.output)
    tensor = item.record.refs[0]()
    if tensor is None or tensor.grad is None or not stands_for(item.record, tensor):
        return None
    return keep(tensor.grad)


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
        return _power(attribute_text(record.attributes[0][1]))
    return overload.entry.symbol if overload.entry else overload.name


def _power(exponent: str) -> str:
    """
    >>> _power("2"), _power("-1"), _power("0.5")
    ('x²', 'x⁻¹', 'x^0.5')
    """
    raised = exponent.translate(_SUPERSCRIPT)
    return f"x^{exponent}" if "." in exponent or len(exponent) > 3 else f"x{raised}"


def _grad_fn(joined: Joined, record: Record, made: AutogradNode | None) -> str | None:
    return joined.names.get(record.sequence) if made is None else made.name
