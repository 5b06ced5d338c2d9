"""What torch raises where shapes do not fit in, both shapes and the way out in a learner's words out."""

import re
from collections.abc import Sequence
from typing import Any

from torch import Tensor

from app.engine.noticing.notices import shape_words
from app.errors import ProgramError, Span, text

_PRODUCTS = (
    re.compile(r"cannot be multiplied \((\d+x\d+) and (\d+x\d+)\)"),
    re.compile(r"size mismatch, got input \((\d+)\), mat \((\d+x\d+)\)"),
)


def of_shapes(message: str, label: str, operands: Sequence[tuple[str, Any]], span: Span) -> ProgramError | None:
    """The answer to shapes that do not fit; None: the message is about something else."""
    tensors = [(name, value) for name, value in operands if isinstance(value, Tensor)]
    if "must match the size of tensor" in message and len(tensors) == 2:
        return _element_by_element(label, tensors[0], tensors[1], span)
    product = next((found for pattern in _PRODUCTS if (found := pattern.search(message))), None)
    if product or "inconsistent tensor size" in message or "both arguments to matmul" in message:
        shapes = [shape_words(value) for _, value in tensors[:2]]
        if len(shapes) < 2:
            shapes = [part.replace("x", "×") for part in product.groups()] if product else ["?", "?"]
        return _no_product(shapes[0], shapes[-1], span)
    if "implicitly created only for scalar outputs" in message:
        return ProgramError(text("backward() starts from one number."), code="not-scalar", span=span)
    return None


def _element_by_element(label: str, left: tuple[str, Tensor], right: tuple[str, Tensor], span: Span) -> ProgramError:
    (name, a), (other, b) = left, right
    hint = text("Give them the same shape, or sizes of 1 where one should repeat.")
    if label == "*" and a.dim() == 2 and b.dim() == 2:
        hint = text(
            "'*' works element by element. The matrix product is %(left)s @ %(right)s, and it needs equal inner "
            "sizes: here %(inner_left)s and %(inner_right)s.",
            left=name, right=other, inner_left=a.shape[1], inner_right=b.shape[0],
        )  # fmt: skip
    return ProgramError(
        text(
            "%(left)s has the shape %(left_shape)s and %(right)s the shape %(right_shape)s: they can't be combined "
            "element by element.",
            left=name, right=other, left_shape=shape_words(a), right_shape=shape_words(b),
        ),
        code="shapes", hint=hint, span=span,
    )  # fmt: skip


def _no_product(left: str, right: str, span: Span) -> ProgramError:
    return ProgramError(
        text("The matrix product of %(left)s and %(right)s does not exist.", left=left, right=right),
        code="shapes",
        hint=text("The last size of the left one must equal the first size of the right one; .T transposes a matrix."),
        span=span,
    )
