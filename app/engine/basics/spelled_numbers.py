"""`bin`, `hex`, `oct`, `ord`, `chr`, `ascii`, `format` and `int`: numbers and characters as text, and back."""

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from torch.utils._python_dispatch import _disable_current_modes

from app.engine.basics.formats import formatted
from app.engine.basics.plain import bounded
from app.engine.guard import check_nesting
from app.engine.program.objects import Function


def whole(value: Any = 0, /, base: Any = None) -> int:
    """int(value) and int(text, base).

    Raises:
        LimitExceeded: the number has too many bits.
    """
    number = int(value) if base is None else int(value, base)
    bounded(ast.Add, number, 0)
    return number


def _ascii(value: Any) -> str:
    check_nesting(value)
    with _disable_current_modes():
        return ascii(value)


def _format(value: Any, format_spec: Any = "", /) -> str:
    if not isinstance(format_spec, str):
        raise TypeError(f"format() argument 2 must be str, not {type(format_spec).__name__}")
    return formatted(value, format_spec)


_CALLS: Mapping[str, Callable[..., Any]] = {
    "ascii": _ascii, "bin": bin, "chr": chr, "format": _format, "hex": hex, "oct": oct, "ord": ord,
}  # fmt: skip
SPELLED: Mapping[str, Function] = MappingProxyType(
    {name: Function(name, call, traced=False, keywords=frozenset()) for name, call in _CALLS.items()}
)
"""By name."""
