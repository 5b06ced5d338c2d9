"""The functions that touch the run itself: Python's small built-ins, print, backward and the seed."""

import ast
import operator
from collections.abc import Mapping
from functools import partial
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.basics import formats
from app.engine.basics.plain import bounded, iterable, listed
from app.engine.basics.plain_members import key_of
from app.engine.basics.spelled_numbers import SPELLED, whole
from app.engine.guard import check_nesting, checked_slice, compared
from app.engine.program.attributes import ATTRIBUTES
from app.engine.program.classes import ProgramClass
from app.engine.program.data_classes import own_data_classes
from app.engine.program.decorators import METHOD_KINDS
from app.engine.program.exceptions import EXCEPTIONS
from app.engine.program.functions import callable_of
from app.engine.program.identity import identifiers
from app.engine.program.iterators import ITERATING
from app.engine.program.kinds import Kinds, own_kinds
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function, Getter, Kind
from app.engine.program.type_names import type_name
from app.engine.python.outside import STDOUT
from app.engine.runtime import Runtime
from app.engine.torch.derivatives import derivatives
from app.engine.torch.differentiation import differentiators
from app.engine.torch.hooks import hooks
from app.engine.torch.number_generators import manual_seed
from app.errors import ProgramError, Refused, text

_MOST_DIGITS = 400
_TYPES: dict[str, type] = {
    "int": int, "float": float, "bool": bool, "str": str, "list": list, "tuple": tuple, "dict": dict, "set": set,
    "frozenset": frozenset, "slice": slice,
}  # fmt: skip
"""The built-in functions that are types as well."""


def own_functions(runtime: Runtime) -> Mapping[str, Function]:
    """The run's own functions, by how a program spells them."""
    calls: dict[str, Any] = {
        "print": _printer(runtime),
        "range": _range,
        "len": _length,
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
        "sorted": lambda items, *, key=None, reverse=False: sorted(
            compared(listed(items)), key=key_of(key), reverse=reverse
        ),
        "dict": _dictionary,
        "set": lambda items=(): set(compared(listed(items))),
        "frozenset": lambda items=(): frozenset(compared(listed(items))),
        "slice": _slice,
        "map": lambda function, items, *more: Lazy(
            "map", partial(map, callable_of(function)), *map(iterable, (items, *more))
        ),
        "filter": lambda function, items: Lazy(
            "filter", partial(filter, None if function is None else callable_of(function)), iterable(items)
        ),
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
    functions = {
        name: Kind(name, call, traced=False, real=_TYPES[name])
        if name in _TYPES
        else Function(name.rpartition(".")[2], call, traced=False)
        for name, call in calls.items()
    }
    differentiating = {
        name: function for name, function in differentiators(runtime).items() if name.startswith("torch.")
    }
    kinds = Kinds(kind for kind in functions.values() if isinstance(kind, Kind))
    return {
        **functions,
        **differentiating,
        **derivatives(runtime),
        **METHOD_KINDS,
        **ITERATING,
        **identifiers(),
        **ATTRIBUTES,
        **SPELLED,
        **own_data_classes(runtime),
        **EXCEPTIONS,
        **own_kinds(kinds),
    }


def tensor_members(runtime: Runtime) -> Mapping[str, Function | Getter]:
    """The members of a tensor that touch the run itself."""

    return {"backward": differentiators(runtime)["Tensor.backward"], "grad": Getter(_gradient), **hooks(runtime)}


def _gradient(tensor: Tensor) -> Tensor | None:
    return tensor.grad if tensor.is_leaf or tensor.retains_grad else None


def _printer(runtime: Runtime) -> Any:
    def write(
        *items: Any,
        sep: str | None = " ",
        end: str | None = "\n",
        flush: Any = False,  # noqa: ARG001
        file: Any = None,
        **others: Any,
    ) -> None:
        if file is not None and file is not STDOUT:
            raise Refused(text("print can't write anywhere else here."), hint=text("Leave file= out."))
        for name in others:
            raise TypeError(f"'{name}' is an invalid keyword argument for print()")
        for name, value in (("sep", sep), ("end", end)):
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{name} must be None or a string, not {type_name(value)}")
        sep, end = " " if sep is None else sep, "\n" if end is None else end
        with _disable_current_modes():
            words = sep.join(formats.show(item) for item in items)
        runtime.print(words + end)

    return write


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


def _length(value: Any) -> int:
    return len(value)
