"""`itertools`, as Python has it: every iterator is one that shows no address and is not built up into a tower."""

import ast
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from app.engine.basics.plain import bounded, check_items, iterable, listed
from app.engine.names.families import Family, table_family
from app.engine.program.functions import callable_of
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Found, Function, Namespace


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chain(Function):
    """itertools.chain, which has a function of its own under `.from_iterable`."""


def _lazy(name: str, make: Callable[..., Any], *sources: Any) -> Lazy:
    return Lazy(f"itertools.{name}", make, *sources)


def _chain(*sources: Any) -> Lazy:
    return _lazy("chain", itertools.chain, *map(iterable, sources))


def _product(*sources: Any, repeat: int = 1) -> Lazy:
    pools = [listed(source) for source in sources]
    check_items(sum(map(len, pools)) + len(pools) * repeat)
    return _lazy("product", partial(itertools.product, repeat=repeat), *pools)


def _combined(name: str, make: Callable[..., Any]) -> Callable[..., Lazy]:
    def combine(items: Any, r: Any = None) -> Lazy:
        check_items(0 if r is None else int(r))
        return _lazy(name, lambda pool: make(pool) if r is None else make(pool, r), listed(items))

    return combine


def _slice(items: Any, *bounds: Any) -> Lazy:
    return _lazy("islice", lambda source: itertools.islice(source, *bounds), iterable(items))


def _add(left: Any, right: Any) -> Any:
    bounded(ast.Add, left, right)
    return left + right


def _accumulate(items: Any, func: Any = None, *, initial: Any = None) -> Lazy:
    add = _add if func is None else callable_of(func)
    return _lazy("accumulate", lambda source: itertools.accumulate(source, add, initial=initial), iterable(items))


def _filtering(name: str, make: Callable[..., Any]) -> Callable[..., Lazy]:
    def filtering(function: Any, items: Any) -> Lazy:
        check = None if function is None else callable_of(function)
        return _lazy(name, lambda source: make(check, source), iterable(items))

    return filtering


def _longest(*sources: Any, fillvalue: Any = None) -> Lazy:
    return _lazy("zip_longest", partial(itertools.zip_longest, fillvalue=fillvalue), *map(iterable, sources))


def _repeat(item: Any, times: int | None = None) -> Lazy:
    return _lazy("repeat", lambda: itertools.repeat(item) if times is None else itertools.repeat(item, times))


_CALLS: Mapping[str, Callable[..., Any]] = {
    "accumulate": _accumulate,
    "combinations": _combined("combinations", itertools.combinations),
    "combinations_with_replacement": _combined(
        "combinations_with_replacement", itertools.combinations_with_replacement
    ),
    "count": lambda start=0, step=1: _lazy("count", lambda: itertools.count(start, step)),
    "cycle": lambda items: _lazy("cycle", itertools.cycle, listed(items)),
    "dropwhile": _filtering("dropwhile", itertools.dropwhile),
    "filterfalse": _filtering("filterfalse", itertools.filterfalse),
    "islice": _slice,
    "pairwise": lambda items: _lazy("pairwise", itertools.pairwise, iterable(items)),
    "permutations": _combined("permutations", itertools.permutations),
    "product": _product,
    "repeat": _repeat,
    "starmap": _filtering("starmap", itertools.starmap),
    "takewhile": _filtering("takewhile", itertools.takewhile),
    "zip_longest": _longest,
}
ITERTOOLS = Namespace(
    "itertools",
    MappingProxyType(
        {
            **{name: Function(f"itertools.{name}", call, traced=False) for name, call in _CALLS.items()},
            "chain": Chain("itertools.chain", _chain, traced=False),
        }
    ),
)
_FROM_ITERABLE = Function("itertools.chain.from_iterable", lambda items: _chain(*listed(items)), traced=False)
CHAINS: Family = table_family(MappingProxyType({"from_iterable": Found(_FROM_ITERABLE)}))
"""What `itertools.chain` has."""
