"""What torch and Python raise in, a `ProgramError` in a learner's words out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from app.engine.notices import shape_words
from app.engine.objects import OPAQUE
from app.engine.operators import PassedIndex, PassedStop
from app.engine.plain import SYMBOLS
from app.errors import GradwalkError, LimitExceeded, ProgramError, Span, Text, text

_LONGEST = 200
_STATE = "Error(s) in loading state_dict"
_REWORDED: Mapping[str, Exception] = {
    "It is not possible to get the gradient edge for a Tensor that does not require gradients": RuntimeError(
        "element 0 of tensors does not require grad and does not have a grad_fn"
    )
}
"""What torch says of an edge where its own backward() speaks of a tensor."""
_REMADE = frozenset(
    {TypeError, ValueError, RuntimeError, IndexError, KeyError, AttributeError, ArithmeticError, Exception}
)
_PLAIN = frozenset({int, float, str, bool, tuple, type(None)})
_SIGNS = frozenset(SYMBOLS.values())
_NO_MEMORY = (
    "allocate memory",
    "DefaultCPUAllocator",
    "Storage size calculation overflowed",
    "numel: integer",
    "bad_alloc",
)

_KNOWN: tuple[tuple[str, str, Text, Text], ...] = (
    (
        "is invalid for input of size",
        "shapes",
        text("The new shape has room for another count of numbers than the tensor holds."),
        text("The sizes must multiply to the count of numbers; -1 stands for 'whatever is left'."),
    ),
    (
        "only one dimension can be inferred",
        "shapes",
        text("Only one size can be -1."),
        text("Write the other sizes out."),
    ),
    (
        "Dimension out of range",
        "dimension",
        text("The tensor has no such dimension."),
        text("Dimensions count from 0; -1 is the last one."),
    ),
    (
        "step must be greater than zero",
        "slice",
        text("torch has no slices that go backwards."),
        text("Use .flip(0)."),
    ),
    (
        "only integers, slices",
        "index",
        text("An index must be a whole number, a slice, or a tensor of whole numbers or truth values."),
        text("The first entry has the index 0."),
    ),
    (
        "does not require grad",
        "nothing-requires-grad",
        text("Nothing here requires a gradient, so there is nothing to differentiate."),
        text("Make the value you want to learn a parameter: w = param(2.0), or tensor(..., requires_grad=True)."),
    ),
    (
        "backward through the graph a second time",
        "backward-twice",
        text("backward() was already run through this graph, and torch has freed it."),
        text("Compute the loss again before the second backward(), or use backward(retain_graph=True) the first time."),
    ),
    (
        "modified by an inplace operation",
        "in-place",
        text("A tensor that backward() needs was changed in place after it had been used."),
        text("Make a new tensor instead: x = x + 1 rather than x += 1."),
    ),
    (
        "a leaf Variable that requires grad",
        "in-place-leaf",
        text("A leaf that requires grad can't be changed in place while gradients are recorded."),
        text("Make a new tensor: y = x + 1."),
    ),
    (
        "a view of a leaf Variable that requires grad",
        "in-place-leaf",
        text("A part of a leaf that requires grad can't be changed in place while gradients are recorded."),
        text("Work on a copy: y = x.clone()."),
    ),
    (
        "can require gradients",
        "integers",
        text("Only decimal numbers can require a gradient, and these are whole numbers."),
        text("Write 1.0 instead of 1, or use param([1, 2])."),
    ),
    (
        "Boolean value of Tensor with more than one value",
        "truth",
        text("A condition needs one truth value, and this tensor has several."),
        text("Use .all() or .any(), or compare a single entry."),
    ),
    (
        "only one element tensors can be converted",
        "one-number",
        text("This needs a tensor with one number."),
        text("Use .sum(), .mean() or an index first."),
    ),
    (
        "cannot be converted to Scalar",
        "one-number",
        text("This needs a tensor with one number."),
        text("Use .sum(), .mean() or an index first."),
    ),
    (
        "requires_grad=True) to a scalar",
        "item",
        text("A tensor that requires grad is turned into a plain number here."),
        text("Use .item()."),
    ),
)


def failure(
    error: Exception, span: Span, *, label: str = "", words: str = "", operands: Sequence[tuple[str, Any]] = ()
) -> GradwalkError:
    """The error to raise in place of `error`.

    `label` is what was being called or the operator's sign, `words` the source text there, `operands` the source text
    and value of what took part.
    """
    if isinstance(error, GradwalkError):
        return error
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
    if words != _without_addresses(words) or not (own_key or all(type(part) in _PLAIN for part in error.args)):
        error = next(kind for kind in type(error).__mro__ if kind in _REMADE)(_without_addresses(words))
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def _explained(
    error: Exception, span: Span, label: str, words: str, operands: Sequence[tuple[str, Any]]
) -> ProgramError:
    own_key = isinstance(error, KeyError) and not all(type(part) in _PLAIN for part in error.args)
    message = "" if own_key else _first_line(str(error))  # an object's own __repr__ is the program's
    if isinstance(error, MemoryError) or any(sign in message for sign in _NO_MEMORY):
        return LimitExceeded(
            text("There is not enough memory for this."), code="memory", hint=text("Use smaller sizes."), span=span
        )
    if isinstance(error, RecursionError):
        return LimitExceeded(text("The program is nested too deeply."), span=span)
    for sign, code, says, hint in _KNOWN:
        if sign in message:
            return ProgramError(says, code=code, hint=hint, span=span)
    found = _of_shapes(message, label, operands, span) or _of_python(error, label, words, operands, span)
    return found or ProgramError(
        text("torch can't do this: %(message)s", message=_trimmed(message)),
        code="torch",
        hint=text("Look at the shapes and types of what goes in."),
        span=span,
    )


def _first_line(message: str) -> str:
    """What fits into one line; of a state dict that does not fit the reasons stand in the lines after the first."""
    return " ".join(message.split()) if message.startswith(_STATE) else message.split("\n", 1)[0]


def _without_addresses(message: str) -> str:
    plain = re.sub(r"[\w.]*<locals>\.", "", re.sub(r" at 0x[0-9a-fA-F]+", "", message))
    return re.sub(r"app\.[\w.]*\.(\w+)", lambda match: match.group(1).lower(), plain)


def _trimmed(message: str) -> str:
    """One line of torch's message, without addresses."""
    plain = _without_addresses(message).replace("<lambda>", "function")
    plain = re.sub(r"\b_+(\w*[^\W_])\(\)", r"\1()", plain)
    plain = re.sub(r"[^\x20-\x7e\u00a0-\uffff]", " ", plain)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _of_shapes(message: str, label: str, operands: Sequence[tuple[str, Any]], span: Span) -> ProgramError | None:
    tensors = [(name, value) for name, value in operands if isinstance(value, Tensor)]
    if "must match the size of tensor" in message and len(tensors) == 2:
        (left, a), (right, b) = tensors
        hint = text("Give them the same shape, or sizes of 1 where one should repeat.")
        if label == "*" and a.dim() == 2 and b.dim() == 2:
            hint = text(
                "'*' works element by element. The matrix product is %(left)s @ %(right)s, and it needs equal inner "
                "sizes: here %(inner_left)s and %(inner_right)s.",
                left=left, right=right, inner_left=a.shape[1], inner_right=b.shape[0],
            )  # fmt: skip
        return ProgramError(
            text(
                "%(left)s has the shape %(left_shape)s and %(right)s the shape %(right_shape)s: they can't be combined "
                "element by element.",
                left=left, right=right, left_shape=shape_words(a), right_shape=shape_words(b),
            ),
            code="shapes", hint=hint, span=span,
        )  # fmt: skip
    product = re.search(r"cannot be multiplied \((\d+x\d+) and (\d+x\d+)\)", message) or re.search(
        r"size mismatch, got input \((\d+)\), mat \((\d+x\d+)\)", message
    )
    if product or "inconsistent tensor size" in message or "both arguments to matmul" in message:
        shapes = [shape_words(value) for _, value in tensors[:2]]
        if len(shapes) < 2:
            shapes = [part.replace("x", "×") for part in product.groups()] if product else ["?", "?"]
        return ProgramError(
            text("The matrix product of %(left)s and %(right)s does not exist.", left=shapes[0], right=shapes[-1]),
            code="shapes",
            hint=text(
                "The last size of the left one must equal the first size of the right one; .T transposes a matrix."
            ),
            span=span,
        )
    if "implicitly created only for scalar outputs" in message:
        return ProgramError(text("backward() starts from one number."), code="not-scalar", span=span)
    return None


def _of_python(
    error: Exception, label: str, words: str, operands: Sequence[tuple[str, Any]], span: Span
) -> ProgramError | None:
    if isinstance(error, ZeroDivisionError):
        return ProgramError(
            text("Division by zero."), code="division", hint=text("Plain numbers can't be divided by 0."), span=span
        )
    if isinstance(error, OverflowError):
        return ProgramError(text("The number is too large."), code="overflow", span=span)
    if isinstance(error, KeyError):
        plain = all(type(part) in _PLAIN for part in error.args)
        return ProgramError(
            text("There is no entry under the key %(key)s.", key=_trimmed(str(error)))
            if plain
            else text("There is no entry under this key."),
            code="key",
            hint=text("x.get(key) gives None where there is no entry."),
            span=span,
        )
    if isinstance(error, IndexError):
        return ProgramError(
            text("The index is out of range: %(message)s", message=_trimmed(str(error).split("\n", 1)[0])),
            code="index",
            hint=text("The first entry has the index 0."),
            span=span,
        )
    if isinstance(error, TypeError) and len(operands) == 2 and label in _SIGNS:
        kinds = [kind_of(value) for _, value in operands]
        return ProgramError(
            text(
                "'%(operator)s' does not work between %(left)s and %(right)s.",
                operator=label,
                left=kinds[0],
                right=kinds[1],
            ),
            code="types",
            hint=text("Use numbers or tensors on both sides."),
            span=span,
        )
    if isinstance(error, (TypeError, ValueError)) and label:
        return ProgramError(
            text(
                "%(name)s can't take these arguments: %(message)s",
                name=label,
                message=_trimmed(str(error).split("\n", 1)[0]),
            ),
            code="arguments",
            hint=text("Look at what goes in: %(words)s", words=words[:60]) if words else None,
            span=span,
        )
    return None


_KINDS: Mapping[type, str] = {
    int: "a whole number",
    float: "a number",
    bool: "a truth value",
    str: "text",
    list: "a list",
    tuple: "a tuple",
    dict: "a dictionary",
    set: "a set",
    type(None): "None",
}


def kind_of(value: Any) -> str:
    """What a person calls the type of a value."""
    if isinstance(value, Tensor):
        return "a tensor"
    if isinstance(value, OPAQUE):
        return "a function"
    return _KINDS.get(type(value)) or f"an object of {type(value).__name__}"
