"""The methods of text, lists, dictionaries, sets and tuples: Python's own, bounded where it matters."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.engine import formats
from app.engine.functions import callable_of
from app.engine.guard import VIEWS, check_nesting, compared
from app.engine.objects import Function
from app.engine.plain import check_items, listed

_TEXT = (
    "upper lower title capitalize strip lstrip rstrip split startswith endswith find rfind count isdigit isalpha index"
)
_LIST = "append insert pop reverse copy clear"
_DICT = "keys values items copy clear"
_SET = "copy clear"
_COMPARING: dict[type, str] = {
    list: "remove index count",
    tuple: "index count",
    dict: "get pop setdefault",
    set: "add remove discard",
}
"""Methods that compare or hash what they are given."""
_SETS = "union intersection difference issubset issuperset"


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


def _extend(items: list[Any], more: Iterable[Any]) -> None:
    added = listed(more)
    check_items(len(items) + len(added))
    items.extend(added)


def _sort(items: list[Any], *, key: Any = None, reverse: bool = False) -> None:
    check_nesting(items)
    items.sort(key=key_of(key), reverse=reverse)


def _update(table: dict[Any, Any], more: Any = (), /, **named: Any) -> None:
    more = more if isinstance(more, dict) else dict(compared(listed(more)))
    check_items(len(table) + len(more))
    table.update(more, **named)


def key_of(function: Any) -> Callable[..., Any] | None:
    """The key function of a comparison, whose results can be compared."""
    if function is None:
        return None
    key = callable_of(function)
    return lambda item: compared(key(item))


def _comparing(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(owner: Any, *given: Any) -> Any:
        return method(owner, *(compared(item) for item in given))

    return call


def _of_items(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(owner: Any, *given: Any) -> Any:
        return method(owner, *(compared(listed(items)) for items in given))

    return call


def _of(kind: type, names: str, **own: Callable[..., Any]) -> Mapping[str, Function]:
    """A literal list of a type's own methods, and those of ours that stand in for costly ones."""
    methods = {name: vars(kind)[name] for name in names.split()} | own
    methods |= {name: _comparing(vars(kind)[name]) for name in _COMPARING.get(kind, "").split()}
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
    set: _of(set, _SET, **{name: _of_items(vars(set)[name]) for name in _SETS.split()}),
    tuple: _of(tuple, ""),
    **{view: MappingProxyType({}) for view in VIEWS},
}
"""By exact type."""
