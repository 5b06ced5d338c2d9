"""Python's small built-in functions that need nothing of the run: literal names in, bounded calls out."""

import ast
import operator
from functools import partial
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.basics import formats
from app.engine.basics.plain import bounded, iterable, listed
from app.engine.basics.plain_members import key_of
from app.engine.basics.spelled_numbers import whole
from app.engine.guard import check_nesting, checked_slice, compared
from app.engine.program.classes import ProgramClass
from app.engine.program.functions import callable_of
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Kind
from app.engine.program.operators import stopping
from app.engine.torch.number_generators import manual_seed
from app.errors import ProgramError, text

_MOST_DIGITS = 400


def _dictionary(items: Any = (), /, **named: Any) -> dict[Any, Any]:
    return {**(items if isinstance(items, dict) else dict(compared(listed(items)))), **named}


def _power(base: Any, exponent: Any, modulus: int | None = None) -> Any:
    if modulus is None:
        bounded(ast.Pow, base, exponent)
    return pow(base, exponent, modulus)


def _reversed(items: Any) -> Any:
    return items.flip(0) if isinstance(items, Tensor) and items.dim() else Lazy("reversed", reversed, items)


def _extreme(function: Any) -> Any:
    def extreme(*items: Any, key: Any = None, **default: Any) -> Any:
        if default and (len(items) > 1 or list(default) != ["default"]):
            raise TypeError("these arguments do not go together")
        found = iterable(items[0]) if len(items) == 1 else items
        return function(map(compared, found), key=key_of(key), **default)

    return extreme


def _shown(value: Any) -> str:
    check_nesting(value)
    with _disable_current_modes():
        return repr(value)


def _is_instance(value: Any, kinds: Any) -> bool:
    if isinstance(kinds, tuple):
        check_nesting(kinds)
        return any(_is_instance(value, kind) for kind in kinds)
    if not isinstance(kinds, (Kind, ProgramClass)):
        raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
    return isinstance(value, kinds.real)


def _slice(*bounds: Any) -> slice:
    return checked_slice(slice(*bounds))


def _rounded(number: Any, ndigits: int | None = None) -> Any:
    if ndigits is not None and abs(ndigits) > _MOST_DIGITS:
        raise ProgramError(text("A number has no so many digits."), code="arguments")
    return round(number, ndigits)


def _sum(items: Any, start: Any = 0) -> Any:
    if isinstance(start, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    total = start
    for item in iterable(items):
        bounded(ast.Add, total, item)
        total = total + item
    return total


def _range(*bounds: Any) -> range:
    return range(*(operator.index(bound) for bound in bounds))


def _sorted(items: Any, *, key: Any = None, reverse: Any = False) -> list[Any]:
    return sorted(compared(listed(items)), key=key_of(key), reverse=reverse)


def _mapped(function: Any, items: Any, *more: Any) -> Lazy:
    return Lazy("map", partial(map, stopping(callable_of(function))), *map(iterable, (items, *more)))


def _filtered(function: Any, items: Any) -> Lazy:
    test = None if function is None else stopping(callable_of(function))
    return Lazy("filter", partial(filter, test), iterable(items))


PLAIN_BUILTINS: dict[str, Any] = {
    "range": _range,
    "len": lambda value: len(value),
    "abs": abs,
    "float": lambda value=0.0: float(value),
    "int": whole,
    "bool": lambda value=False: bool(value),
    "str": lambda value="": formats.show(value),
    "round": _rounded,
    "min": _extreme(min),
    "max": _extreme(max),
    "sum": _sum,
    "list": lambda items=(): listed(items),
    "tuple": lambda items=(): tuple(listed(items)),
    "enumerate": lambda items, start=0: Lazy("enumerate", partial(enumerate, start=start), iterable(items)),
    "zip": lambda *items: Lazy("zip", zip, *map(iterable, items)),
    "sorted": _sorted,
    "dict": _dictionary,
    "set": lambda items=(): set(compared(listed(items))),
    "frozenset": lambda items=(): frozenset(compared(listed(items))),
    "slice": _slice,
    "map": _mapped,
    "filter": _filtered,
    "any": lambda items: any(iterable(items)),
    "all": lambda items: all(iterable(items)),
    "divmod": divmod,
    "pow": _power,
    "repr": _shown,
    "isinstance": _is_instance,
    "reversed": _reversed,
    "torch.manual_seed": manual_seed,
    "torch.random.manual_seed": manual_seed,
}
"""The built-ins that need nothing of the run, and the seed."""
