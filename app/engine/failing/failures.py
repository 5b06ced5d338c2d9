"""What torch and Python raise in, a `ProgramError` in a learner's words out."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.failing.known_failures import KNOWN
from app.engine.failing.messages import first_line, trimmed, without_addresses
from app.engine.failing.python_failures import PLAIN, of_python
from app.engine.failing.shape_failures import of_shapes
from app.engine.program.operators import PassedIndex, PassedStop
from app.errors import GradwalkError, LimitExceeded, ProgramError, Span, pinned, text

_REWORDED: Mapping[str, Exception] = {
    "It is not possible to get the gradient edge for a Tensor that does not require gradients": RuntimeError(
        "element 0 of tensors does not require grad and does not have a grad_fn"
    )
}
"""What torch says of an edge where its own backward() speaks of a tensor."""
_REMADE = frozenset(
    {TypeError, ValueError, RuntimeError, IndexError, KeyError, AttributeError, ArithmeticError, Exception}
)
_NO_MEMORY = (
    "allocate memory",
    "DefaultCPUAllocator",
    "Storage size calculation overflowed",
    "numel: integer",
    "bad_alloc",
)


def failure(
    error: Exception, span: Span, *, label: str = "", words: str = "", operands: Sequence[tuple[str, Any]] = ()
) -> GradwalkError:
    """The error to raise in place of `error`.

    `label` is what was being called or the operator's sign, `words` the source text there, `operands` the source text
    and value of what took part.
    """
    if isinstance(error, GradwalkError):
        return pinned(error, span)
    if isinstance(error, (PassedStop, PassedIndex)):
        return error.origin
    error = _REWORDED.get(str(error), error) if isinstance(error, RuntimeError) else error
    found = _explained(error, span, label, words, operands)
    if not isinstance(found, LimitExceeded):
        found.raised = caught(error)
    return found


def caught(error: Exception) -> Exception:
    """What a program may hold of what Python raised: without the way that it came, and without what is only ours."""
    own_key = isinstance(error, (KeyError, StopIteration)) and len(error.args) == 1
    words = "" if own_key else str(error)
    if words != without_addresses(words) or not (own_key or all(type(part) in PLAIN for part in error.args)):
        error = next(kind for kind in type(error).__mro__ if kind in _REMADE)(without_addresses(words))
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def _explained(
    error: Exception, span: Span, label: str, words: str, operands: Sequence[tuple[str, Any]]
) -> ProgramError:
    own_key = isinstance(error, KeyError) and not all(type(part) in PLAIN for part in error.args)
    message = "" if own_key else first_line(str(error))  # an object's own __repr__ is the program's
    if isinstance(error, MemoryError) or any(sign in message for sign in _NO_MEMORY):
        return LimitExceeded(
            text("There is not enough memory for this."), code="memory", hint=text("Use smaller sizes."), span=span
        )
    if isinstance(error, RecursionError):
        return LimitExceeded(text("The program is nested too deeply."), span=span)
    for sign, code, says, hint in KNOWN:
        if sign in message:
            return ProgramError(says, code=code, hint=hint, span=span)
    found = of_shapes(message, label, operands, span) or of_python(error, label, words, operands, span)
    return found or ProgramError(
        text("torch can't do this: %(message)s", message=trimmed(message)),
        code="torch",
        hint=text("Look at the shapes and types of what goes in."),
        span=span,
    )
