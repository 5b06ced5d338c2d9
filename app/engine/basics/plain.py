"""Arithmetic on plain Python values, as Python has it, with a bound on what it may cost."""

import ast
import operator
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import numpy as np
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, Sampler

from app.engine.basics.operands import check_operands
from app.engine.guard import CONTAINERS, MOST_ITEMS, VIEWS, check_nesting
from app.engine.numpy.numpy_builders import Builder
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Made
from app.engine.program.placeholders import Annotation, Progress
from app.engine.python.outside import Environment
from app.engine.python.plotting import Drawing
from app.errors import LimitExceeded, ProgramError, text

MOST_BITS = 4_096
SMALL = 2**62
"""Whole numbers below this can be added and multiplied without a look at their size."""

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}


def bounded_items(left: Any, right: Any) -> Any:
    """What a list is made longer by: an iterator, or an object that says nothing true of its length, is read first."""
    if type(left) is list and isinstance(right, (Lazy, Made)) and not hasattr(type(right), "__radd__"):
        return listed(right)
    return right


IN_PLACE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.Pow: operator.ipow,
    ast.MatMult: operator.imatmul,
    ast.BitAnd: operator.iand,
    ast.BitOr: operator.ior,
    ast.BitXor: operator.ixor,
    ast.LShift: operator.ilshift,
    ast.RShift: operator.irshift,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.UAdd: "+", ast.USub: "-", ast.Not: "not", ast.Invert: "~",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
NUMBERS = frozenset({int, float, bool})
_SINGLE = NUMBERS | {type(None)}
_LAYERS: tuple[type, ...] = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
ITERABLE: tuple[type, ...] = (
    list, tuple, range, str, dict, set, frozenset, Lazy, *VIEWS, np.ndarray, Made, DataLoader, Dataset, Sampler,
    *_LAYERS, Drawing, Progress, deque,
)  # fmt: skip
READS_ENTRIES: tuple[type, ...] = (
    Tensor, list, tuple, str, range, dict, np.ndarray, Made, Dataset, *_LAYERS,
    Annotation, Builder, Drawing, Environment, deque,
)  # fmt: skip
WRITES_ENTRIES: tuple[type, ...] = (Tensor, list, dict, np.ndarray, Made, *_LAYERS, Drawing, Environment, deque)
_HASHING = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)
_SEQUENCES = (list, tuple, str, deque)
OF_NUMPY = (np.ndarray, np.generic)


def bounded(kind: type[ast.operator], left: Any, right: Any) -> None:
    """Raise LimitExceeded when a plain operation would make something huge: a number of too many bits, a long list.

    >>> bounded(ast.Pow, 10, 10**10)
    Traceback (most recent call last):
    app.errors.LimitExceeded: The result would be a number with more than 4096 bits.
    """
    if isinstance(left, OF_NUMPY) or isinstance(right, OF_NUMPY):
        check_operands(left, right)
    if isinstance(left, Made) or isinstance(right, Made):
        return
    right = right.__index__() if kind is ast.Mult and _is_count(right) else right
    left = left.__index__() if kind is ast.Mult and _is_count(left) else left
    if isinstance(left, int) and isinstance(right, int):
        _check_bits(_bits(kind, left, right))
    elif kind is ast.Mult and isinstance(left, _SEQUENCES) and isinstance(right, int):
        check_items(len(left) * right)
    elif kind is ast.Mult and isinstance(right, _SEQUENCES) and isinstance(left, int):
        check_items(len(right) * left)
    elif kind is ast.Add and isinstance(left, _SEQUENCES) and hasattr(right, "__len__"):
        check_items(len(left) + (len(right) if _has_rows(right) else 0))
    elif kind in _HASHING and isinstance(left, CONTAINERS):
        check_nesting((left, right))


def _has_rows(value: Any) -> bool:
    """A tensor without dimensions has a length method and no length."""
    return getattr(value, "ndim", 1) > 0


def _is_count(value: Any) -> bool:
    """A tensor of one whole number can repeat a list, as a number does, and so can a whole number of numpy."""
    if isinstance(value, OF_NUMPY):
        return isinstance(value, np.integer) or (value.ndim == 0 and value.dtype.kind in "iu")
    return hasattr(value, "is_floating_point") and value.numel() == 1 and not value.is_floating_point()


def _bits(kind: type[ast.operator], left: int, right: int) -> int:
    """How many bits the result may have."""
    if kind is ast.Pow:
        return left.bit_length() * right if right > 1 and abs(left) > 1 else 0
    if kind is ast.LShift:
        return left.bit_length() + max(right, 0) if left else 0
    return left.bit_length() + right.bit_length() if kind is ast.Mult else max(left.bit_length(), right.bit_length())


def _check_bits(bits: int) -> None:
    if bits > MOST_BITS:
        raise LimitExceeded(
            text("The result would be a number with more than %(limit)s bits.", limit=MOST_BITS),
            hint=text("Use a decimal number, such as 10.0, instead."),
        )


def check_items(count: int) -> None:
    """Raise LimitExceeded for a list, tuple or text of more than a million items."""
    if count > MOST_ITEMS:
        raise LimitExceeded(
            text("A list or a text would have more than %(limit)s items.", limit=MOST_ITEMS),
            hint=text("Use a tensor: torch.zeros(n)."),
        )


def iterable(items: Any) -> Iterable[Any]:
    """What can be gone through item by item; a tensor's rows are taken out at once."""
    if isinstance(items, Tensor):
        check_items(len(items))
        return list(items)
    if not isinstance(items, ITERABLE):
        raised = TypeError(f"'{type(items).__name__}' object is not iterable") if type(items) in _SINGLE else None
        raise ProgramError(text("This needs a list, a range or a tensor."), code="iteration", raised=raised)
    found: Any = items
    return found  # type: ignore[no-any-return]


def listed(items: Any) -> list[Any]:
    """A list of the items.

    Raises:
        LimitExceeded: there are more than a million.
    """
    found: Any = iterable(items)
    if isinstance(found, (Lazy, Made, Sampler)):
        found = list(islice(iter(items), MOST_ITEMS + 1))
    check_items(len(found))
    return list(found)
