"""The methods of lists, dictionaries, sets, tuples and numbers: Python's own, bounded where it matters."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from app.engine.basics.plain import check_items, listed
from app.engine.basics.text_members import MAKETRANS, TEXT_MEMBERS
from app.engine.guard import VIEWS, check_nesting, compared
from app.engine.names.families import Member
from app.engine.program.functions import callable_of
from app.engine.program.objects import Function, Getter

_LIST = "append insert pop reverse copy clear"
_DICT = "keys values items popitem copy clear"
_SET = "pop copy clear"
_WHOLE = "as_integer_ratio bit_count bit_length conjugate"
_DECIMAL = "as_integer_ratio conjugate hex is_integer"
_COMPARING: dict[type, str] = {
    list: "remove index count",
    tuple: "index count",
    dict: "get pop setdefault",
    set: "add remove discard",
    range: "index count",
}
"""Methods that compare or hash what they are given."""
_SETS = "union intersection difference symmetric_difference issubset issuperset isdisjoint"
_CHANGING = "update intersection_update difference_update symmetric_difference_update"


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


def _fromkeys(kind: Any) -> Callable[..., Any]:
    return lambda keys, value=None, /: kind.fromkeys(compared(listed(keys)), value)


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


def _changing(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(owner: set[Any], *given: Any) -> Any:
        found = [compared(listed(items)) for items in given]
        check_items(len(owner) + sum(map(len, found)))
        return method(owner, *found)

    return call


def _shown(*names: str) -> Mapping[str, Getter]:
    return {name: Getter(attrgetter(name)) for name in names}


_NUMBER_PARTS = _shown("real", "imag")
_OF_WHOLE: Mapping[str, Member] = MappingProxyType({**_of(int, _WHOLE), **_NUMBER_PARTS})
PLAIN_MEMBERS: dict[type, Mapping[str, Member]] = {
    str: TEXT_MEMBERS,
    list: _of(list, _LIST, extend=_extend, sort=_sort),
    dict: _of(dict, _DICT, update=_update),
    set: _of(
        set,
        _SET,
        **{name: _of_items(vars(set)[name]) for name in _SETS.split()},
        **{name: _changing(vars(set)[name]) for name in _CHANGING.split()},
    ),
    frozenset: _of(frozenset, "copy", **{name: _of_items(vars(frozenset)[name]) for name in _SETS.split()}),
    tuple: _of(tuple, ""),
    int: _OF_WHOLE,
    bool: _OF_WHOLE,
    float: MappingProxyType({**_of(float, _DECIMAL), **_NUMBER_PARTS}),
    range: MappingProxyType({**_of(range, ""), **_shown("start", "stop", "step")}),
    slice: MappingProxyType({**_of(slice, "indices"), **_shown("start", "stop", "step")}),
    **{view: MappingProxyType({}) for view in VIEWS},
}
"""By exact type."""
CLASS_MEMBERS: Mapping[type, Mapping[str, Function]] = MappingProxyType(
    {
        str: MappingProxyType({"maketrans": MAKETRANS}),
        **{
            kind: MappingProxyType({"fromkeys": Function("fromkeys", _fromkeys(kind), False, frozenset())})
            for kind in (dict, OrderedDict)
        },
    }
)
"""What a type itself has, besides the methods of its values."""
