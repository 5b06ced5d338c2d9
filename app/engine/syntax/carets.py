"""What failed at a '^' in, the answer to a learner who meant a power out."""

import ast
from typing import Any

import numpy as np
from torch import Tensor

from app.errors import Fix, ProgramError, Span, text
from app.lang.source import Source


def is_decimal(value: Any) -> bool:
    """Whether a value holds decimal numbers, which have no bits to combine."""
    if isinstance(value, Tensor):
        return value.is_floating_point()
    return isinstance(value, (float, np.floating)) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def not_power(
    left: ast.expr, right: ast.expr, span: Span, source: Source, raised: BaseException | None
) -> ProgramError:
    """The answer to `x ^ 2` where one side is decimal; the fix writes '**' between the two."""
    before, after = source.span_of(left), source.span_of(right)
    between = Span(before.end_line, before.end_column, after.line, after.column)
    start = source.offset(between)
    words = source.cut(between)
    repaired = source.text[:start] + words.replace("^", "**", 1) + source.text[start + len(words) :]
    return ProgramError(
        text("'^' is not power here: in Python it is a bitwise operation."),
        code="not-power",
        hint=text("Write x**2."),
        span=span,
        fix=Fix(text("Replace '^' with '**'"), repaired),
        raised=raised,
    )
