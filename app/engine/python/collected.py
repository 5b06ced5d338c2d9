"""`collections`: dictionaries that keep more than a dictionary, queues, and counts; Python's own, bounded."""

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from app.engine.basics.plain import check_items, listed
from app.engine.guard import compared
from app.engine.names.families import Family, Member, table_family
from app.engine.program.functions import callable_of
from app.engine.program.lazy import Lazy
from app.engine.program.named_tuples import NAMED_ROWS, NAMEDTUPLE, NamedRow
from app.engine.program.objects import Callee, Function, Getter, Kind, Namespace

_FACTORIES = frozenset({int, float, str, bool, list, dict, set, tuple})


class _Factory:
    """A function of the library that makes what is missing; its own address is not shown."""

    __slots__ = ("call", "function")

    def __init__(self, function: Any) -> None:
        self.function = function
        self.call = callable_of(function)

    def __repr__(self) -> str:
        return repr(self.function)

    def __call__(self) -> Any:
        return self.call()


def _pairs(items: Any) -> Any:
    return items if isinstance(items, dict) else compared(listed(items))


def _ordered(items: Any = (), /, **named: Any) -> OrderedDict[Any, Any]:
    return OrderedDict(_pairs(items), **named)


def _with_default(factory: Any = None, items: Any = (), /, **named: Any) -> defaultdict[Any, Any]:
    if isinstance(factory, Kind) and factory.real in _FACTORIES:
        make: Any = factory.real
    else:
        make = factory if factory is None or isinstance(factory, Callee) else _Factory(factory)
    return defaultdict(make, _pairs(items), **named)


def _counted(items: Any = (), /, **named: int) -> Counter[Any]:
    return Counter(items if isinstance(items, dict) else compared(listed(items)), **named)


def _queue(iterable: Any = (), maxlen: int | None = None) -> deque[Any]:
    return deque(listed(iterable), maxlen)


def _elements(counter: Counter[Any]) -> Iterator[Any]:
    return counter.elements()


def _extended(method: Callable[..., None]) -> Callable[..., None]:
    def extend(queue: deque[Any], items: Any) -> None:
        added = listed(items)
        check_items(len(queue) + len(added))
        method(queue, added)

    return extend


def _comparing(method: Callable[..., Any]) -> Callable[..., Any]:
    return lambda owner, *given: method(owner, *map(compared, given))


def _update(table: Any, items: Any = (), /, **named: Any) -> None:
    added = _pairs(items)
    check_items(len(table) + len(added))
    table.update(added, **named)


def _members(kind: type, plain: str, comparing: str, **own: Any) -> Family:
    """A literal list of a type's own methods, found along its bases, and those of ours."""
    real = {name: method for base in reversed(kind.__mro__) for name, method in vars(base).items()}
    methods: dict[str, Callable[..., Any]] = {name: real[name] for name in plain.split()}
    methods |= {name: _comparing(real[name]) for name in comparing.split()} | own
    table: dict[str, Member] = {name: Function(name, method, traced=False) for name, method in methods.items()}
    if kind is deque:
        table["maxlen"] = Getter(lambda queue: queue.maxlen)
    return table_family(MappingProxyType(table))


_DICT, _KEYED = "keys values items copy clear", "get pop setdefault"
COLLECTED: Mapping[type, Family] = MappingProxyType(
    {
        NamedRow: NAMED_ROWS,
        OrderedDict: _members(OrderedDict, f"{_DICT} popitem", f"{_KEYED} move_to_end", update=_update),
        defaultdict: _members(defaultdict, _DICT, _KEYED, update=_update),
        Counter: _members(
            Counter,
            f"{_DICT} most_common",
            _KEYED,
            update=lambda counter, items: counter.update(_counted(items)),
            subtract=lambda counter, items: counter.subtract(_counted(items)),
            elements=lambda counter: Lazy("itertools.chain", _elements, counter),
            total=lambda counter: sum(counter.values()),
        ),
        deque: _members(
            deque,
            "append appendleft pop popleft clear copy reverse rotate",
            "count index remove",
            extend=_extended(deque.extend),
            extendleft=_extended(deque.extendleft),
        ),
    }
)
"""By type."""


def _kind(real: type, call: Callable[..., Any]) -> Kind:
    return Kind(f"collections.{real.__name__}", call, traced=False, real=real)


COLLECTIONS = Namespace(
    "collections",
    MappingProxyType(
        {
            "OrderedDict": _kind(OrderedDict, _ordered),
            "defaultdict": _kind(defaultdict, _with_default),
            "Counter": _kind(Counter, _counted),
            "deque": _kind(deque, _queue),
            "namedtuple": NAMEDTUPLE,
        }
    ),
)
