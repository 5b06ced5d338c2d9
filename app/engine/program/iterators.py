"""`iter`, `next` and `callable`, as Python has them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from torch import Tensor

from app.engine.basics.plain import ITERABLE, iterable
from app.engine.names.members import called
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Callee, Function, Instance, Made, Method
from app.engine.program.type_names import type_name

_NO_DEFAULT = object()


def _iter(items: Any) -> Any:
    """What goes through the items one by one; an object's own `__iter__` gives what it gives."""
    if not isinstance(items, (*ITERABLE, Tensor)):
        raise TypeError(f"'{type_name(items)}' object is not iterable")
    if isinstance(items, Lazy):
        return items
    if isinstance(items, Made):
        found = iter(items)  # type: ignore[call-overload]
        return found if isinstance(found, (Lazy, Made)) else Lazy("iterator", lambda _: found, items)
    return Lazy(f"{type(items).__name__}_iterator", iter, iterable(items))


def _next(items: Any, default: Any = _NO_DEFAULT) -> Any:
    if not isinstance(items, Lazy) and not (isinstance(items, Made) and items.made_by.has("__next__")):
        raise TypeError(f"'{type_name(items)}' object is not an iterator")
    steps: Any = items
    return next(steps) if default is _NO_DEFAULT else next(steps, default)


def _callable(value: Any) -> bool:
    if isinstance(value, (Function, Method, Callee)):
        return True
    return callable(value) if isinstance(value, Instance) else called(value) is not None


ITERATING: Mapping[str, Function] = MappingProxyType(
    {
        "iter": Function("iter", _iter, traced=False, keywords=frozenset()),
        "next": Function("next", _next, traced=False, keywords=frozenset()),
        "callable": Function("callable", _callable, traced=False, keywords=frozenset()),
    }
)
