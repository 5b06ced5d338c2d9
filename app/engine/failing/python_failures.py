"""What Python raises in, a `ProgramError` in a learner's words out."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from app.engine.basics.plain import SYMBOLS
from app.engine.failing.messages import first_line, trimmed
from app.engine.program.objects import OPAQUE
from app.errors import ProgramError, Span, Text, text

PLAIN = frozenset({int, float, str, bool, tuple, type(None)})
"""What an exception may carry as it is."""
_SIGNS = frozenset(SYMBOLS.values())
_KINDS: Mapping[type, Text] = {
    int: text("a whole number"),
    float: text("a number"),
    bool: text("a truth value"),
    str: text("text"),
    list: text("a list"),
    tuple: text("a tuple"),
    dict: text("a dictionary"),
    set: text("a set"),
    frozenset: text("a set"),
    type(None): text("None"),
}


def of_python(
    error: Exception, label: str, words: str, operands: Sequence[tuple[str, Any]], span: Span
) -> ProgramError | None:
    """The answer to one of Python's own exceptions; None: it is none that has an answer of its own."""
    if isinstance(error, ZeroDivisionError):
        return ProgramError(
            text("Division by zero."), code="division", hint=text("Plain numbers can't be divided by 0."), span=span
        )
    if isinstance(error, OverflowError):
        return ProgramError(text("The number is too large."), code="overflow", span=span)
    if isinstance(error, (KeyError, IndexError)):
        return _of_entries(error, span)
    if isinstance(error, StopIteration):
        return ProgramError(
            text("There is no next item: the iterator has come to its end."),
            code="iteration",
            hint=text("next(items, None) gives None at the end."),
            span=span,
        )
    if isinstance(error, TypeError) and len(operands) == 2 and label in _SIGNS:
        return _of_operands(label, operands, span)
    if isinstance(error, (TypeError, ValueError)) and label:
        message = trimmed(str(error).split("\n", 1)[0])
        return ProgramError(
            text("%(name)s can't take these arguments: %(message)s", name=label, message=message),
            code="arguments",
            hint=text("Look at what goes in: %(words)s", words=words[:60]) if words else None,
            span=span,
        )
    return None


def _of_entries(error: KeyError | IndexError, span: Span) -> ProgramError:
    if isinstance(error, IndexError):
        return ProgramError(
            text("The index is out of range: %(message)s", message=trimmed(first_line(str(error)))),
            code="index",
            hint=text("The first entry has the index 0."),
            span=span,
        )
    shown = all(type(part) in PLAIN for part in error.args)
    return ProgramError(
        text("There is no entry under the key %(key)s.", key=trimmed(str(error)))
        if shown
        else text("There is no entry under this key."),
        code="key",
        hint=text("x.get(key) gives None where there is no entry."),
        span=span,
    )


def _of_operands(label: str, operands: Sequence[tuple[str, Any]], span: Span) -> ProgramError:
    left, right = (kind_of(value) for _, value in operands)
    return ProgramError(
        text("'%(operator)s' does not work between %(left)s and %(right)s.", operator=label, left=left, right=right),
        code="types",
        hint=text("Use numbers or tensors on both sides."),
        span=span,
    )


def kind_of(value: Any) -> Text:
    """What a person calls the type of a value."""
    if isinstance(value, Tensor):
        return text("a tensor")
    if isinstance(value, OPAQUE):
        return text("a function")
    return _KINDS.get(type(value)) or text("an object of %(kind)s", kind=type(value).__name__)
