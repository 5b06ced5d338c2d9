"""The methods of text, lists, dictionaries, sets and tuples: Python's own, bounded where it matters."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.engine import formats
from app.engine.functions import callable_of
from app.engine.objects import Function
from app.engine.plain import VIEWS, check_items

_TEXT = (
    "upper lower title capitalize strip lstrip rstrip split startswith endswith find rfind count isdigit isalpha index"
)
_LIST = "append insert pop remove index count reverse copy clear"
_DICT = "get keys values items pop setdefault copy clear"
_SET = "add remove discard union intersection difference issubset issuperset copy clear"


def _join(separator: str, items: Iterable[str]) -> str:
    parts = list(items)
    check_items(len(parts))
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


def _extend(items: list[Any], more: Iterable[Any]) -> None:
    added = list(more)
    check_items(len(items) + len(added))
    items.extend(added)


def _sort(items: list[Any], *, key: Any = None, reverse: bool = False) -> None:
    items.sort(key=None if key is None else callable_of(key), reverse=reverse)


def _update(table: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    check_items(len(table) + len(more))
    table.update(more)


def _of(kind: type, names: str, **own: Callable[..., Any]) -> Mapping[str, Function]:
    """A literal list of a type's own methods, and those of ours that stand in for costly ones."""
    methods = {name: vars(kind)[name] for name in names.split()} | own
    return MappingProxyType({name: Function(name, method, traced=False) for name, method in methods.items()})


PLAIN_MEMBERS: dict[type, Mapping[str, Function]] = {
    str: _of(
        str,
        _TEXT,
        join=_join,
        replace=_replace,
        format=formats.fill,
        ljust=_padded(str.ljust),
        rjust=_padded(str.rjust),
        center=_padded(str.center),
        zfill=_padded(str.zfill),
    ),
    list: _of(list, _LIST, extend=_extend, sort=_sort),
    dict: _of(dict, _DICT, update=_update),
    set: _of(set, _SET),
    tuple: _of(tuple, "index count"),
    **{view: MappingProxyType({}) for view in VIEWS},
}
"""By exact type."""
