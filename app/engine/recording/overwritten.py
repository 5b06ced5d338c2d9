"""A backward pass that torch refused because of a change in place: which line changed what, and which one needs it."""

from collections.abc import Sequence

from app.engine.recording.records import Record
from app.errors import ProgramError, text

SIGN = "modified by an inplace operation"
"""Part of what torch says."""

_NEED_THEIR_RESULT = frozenset(
    "exp sigmoid tanh sqrt rsqrt reciprocal softmax _softmax _log_softmax relu tan leaky_relu elu".split()
)
"""Operations whose backward rule works with what they gave, not with what they got."""


def overwritten(records: Sequence[Record]) -> ProgramError | None:
    """The answer that names both lines; None where the records do not show them."""
    for write in reversed(records):
        if write.overload is None or not write.overload.writes or not write.inputs or write.span is None:
            continue
        _, changed, output = write.inputs[0]
        use = _use(records, write, changed, output)
        if use is not None and use.span is not None:
            name = _name(records, write, changed, output)
            return ProgramError(
                text(
                    "Line %(write)s changes %(name)s in place, and backward() needs what it was in line %(use)s.",
                    write=write.span.line,
                    use=use.span.line,
                    name=text("a tensor") if name is None else name,
                ),
                code="in-place",
                hint=text("Make a new tensor instead: x = x + 1 rather than x += 1."),
                span=write.span,
            )
    return None


def _name(records: Sequence[Record], write: Record, changed: Record, output: int) -> str | None:
    """What the program calls the tensor: a leaf takes its name along to the record of its new numbers."""
    tensor = changed.refs[output]() if output < len(changed.refs) else None
    after = [item for item in records[write.index :] if tensor is not None and item.refs and item.refs[0]() is tensor]
    names = [changed.names[output]] if output < len(changed.names) else []
    names += [item.names[0] for item in (write, *after) if item.names]
    return next((each[-1] for each in names if each), None)


def _use(records: Sequence[Record], write: Record, changed: Record, output: int) -> Record | None:
    """The last operation before the write whose backward rule may need the tensor that was changed."""
    for record in reversed(records[: write.index]):
        if record.sequence < 0 or record.overload is None or _is_same_call(record, write):
            continue
        if any(source is changed and number == output for _, source, number in record.inputs):
            return record
        if record is changed and record.overload.name in _NEED_THEIR_RESULT:
            return record
    return None


def _is_same_call(record: Record, write: Record) -> bool:
    """Whether both are parts of one operation; two modules within another one are not."""
    return record.call == write.call and record.group == write.group
