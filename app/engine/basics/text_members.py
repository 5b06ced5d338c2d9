"""The methods of text: Python's own, bounded where a short text could become a long one."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.engine.basics import formats
from app.engine.basics.plain import check_items, listed
from app.engine.program.objects import Function

_OWN = (
    "upper lower title capitalize casefold swapcase strip lstrip rstrip split rsplit splitlines startswith endswith "
    "find rfind index rindex count partition rpartition removeprefix removesuffix isalnum isalpha isascii isdecimal "
    "isdigit isidentifier islower isnumeric isprintable isspace istitle isupper"
)


def _join(separator: str, items: Iterable[str]) -> str:
    parts = listed(items)
    check_items(sum(len(part) + len(separator) for part in parts))
    return separator.join(parts)


def _replace(words: str, old: str, new: str, count: int = -1) -> str:
    check_items(len(words) + words.count(old) * len(new) if old else len(words) * (len(new) + 1) + len(new))
    return words.replace(old, new, count)


def _padded(method: Callable[..., str]) -> Callable[..., str]:
    def pad(words: str, width: int, *fill: str) -> str:
        check_items(width)
        return method(words, width, *fill)

    return pad


def _expandtabs(words: str, tabsize: int = 8) -> str:
    check_items(len(words) + words.count("\t") * max(tabsize, 0))
    return words.expandtabs(tabsize)


def _translate(words: str, table: Any) -> str:
    if type(table) is not dict:
        raise TypeError("str.translate() takes a dictionary here: str.maketrans(...)")
    longest = max((len(part) for part in table.values() if type(part) is str), default=1)
    check_items(len(words) * max(longest, 1))
    return words.translate(table)


def _translation(x: Any, *more: str) -> dict[int, Any]:
    return str.maketrans(x, *more)


_METHODS: Mapping[str, Callable[..., Any]] = {
    **{name: vars(str)[name] for name in _OWN.split()},
    **{name: _padded(vars(str)[name]) for name in ("ljust", "rjust", "center", "zfill")},
    "expandtabs": _expandtabs,
    "format": formats.fill,
    "join": _join,
    "replace": _replace,
    "translate": _translate,
}
TEXT_MEMBERS: Mapping[str, Function] = MappingProxyType(
    {name: Function(name, method, traced=False) for name, method in _METHODS.items()}
)
MAKETRANS = Function("maketrans", _translation, traced=False, keywords=frozenset())
"""What the type of text has besides."""
