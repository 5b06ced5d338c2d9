"""`functools` and `operator`: functions made of functions."""

import ast
import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.engine.basics.entries import key_for
from app.engine.basics.plain import BINARY, COMPARE, READS_ENTRIES, bounded, iterable
from app.engine.guard import check_argument, check_sizes, compared
from app.engine.names.keywords import KEYWORDS
from app.engine.program.functions import callable_of, renamed
from app.engine.program.objects import Callee, Function, Method, Namespace
from app.errors import LimitExceeded, ProgramError, text

DEEPEST = 64
_MISSING = object()


class Partial(Callee):
    """functools.partial: a function with some of its arguments given."""

    __slots__ = ("function", "given", "named", "storeys")

    def __init__(self, function: Any, /, *given: Any, **named: Any) -> None:
        self.function = function
        self.given = given
        self.named = named
        self.storeys: int = 1 + (function.storeys if isinstance(function, (Partial, Cached)) else 0)
        callable_of(function)
        check_storeys(self.storeys)

    def __repr__(self) -> str:
        return f"functools.partial({self.function!r})"

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call the function with these arguments after its own."""
        arguments, options = (*self.given, *given), {**self.named, **named}
        target = self.function.function if isinstance(self.function, Method) else self.function
        if not isinstance(target, Function):
            return target(*arguments, **options)
        _check_named(target, options)
        if not options:
            return callable_of(self.function)(*arguments)
        for argument in arguments:
            check_argument(argument)
        owner = (self.function.owner,) if isinstance(self.function, Method) else ()
        result = target.call(*owner, *arguments, **options)
        check_sizes(result)
        return result


def _check_named(target: Function, options: Mapping[str, Any]) -> None:
    """As in a call that the program writes: torch's own functions take more than a program may use."""
    allowed = target.keywords if target.keywords is not None else KEYWORDS if target.traced else None
    for name, value in options.items():
        check_argument(value)
        if (allowed is not None and name not in allowed) or name == "device":
            raise ProgramError(
                text("%(function)s has no argument %(name)s here.", function=target.name, name=name[:40]),
                code="keyword",
                hint=text("Leave it out."),
            )


class Cached(Callee):
    """functools.lru_cache: a function that remembers its results."""

    __slots__ = ("call", "function", "storeys")
    binds = True

    def __init__(self, function: Any, maxsize: int | None) -> None:
        self.function = function
        self.call = functools.lru_cache(maxsize)(callable_of(function))
        self.storeys: int = 1 + (function.storeys if isinstance(function, (Partial, Cached)) else 0)
        check_storeys(self.storeys)

    def __repr__(self) -> str:
        return repr(self.function)

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call the function, if these arguments have not been given before."""
        compared(given)
        return self.call(*given, **named)


def check_storeys(count: int) -> None:
    """Python calls each storey by recursion."""
    if count > DEEPEST:
        raise LimitExceeded(text("Functions made of functions are nested more than %(limit)s deep.", limit=DEEPEST))


def _lru_cache(maxsize: Any = 128, **_: Any) -> Any:
    if maxsize is None or isinstance(maxsize, int):
        return Function("lru_cache", lambda function: Cached(function, maxsize), traced=False)
    return Cached(maxsize, 128)


def _reduce(function: Any, items: Any, initial: Any = _MISSING) -> Any:
    start = () if initial is _MISSING else (initial,)
    return functools.reduce(callable_of(function), iter(iterable(items)), *start)


def _operation(kind: type[ast.operator]) -> Callable[[Any, Any], Any]:
    def apply(left: Any, right: Any) -> Any:
        bounded(kind, left, right)
        return BINARY[kind](left, right)

    return apply


def _comparison(kind: type[ast.cmpop]) -> Callable[[Any, Any], Any]:
    return lambda left, right: COMPARE[kind](compared(left), compared(right))


def _entry(*keys: Any) -> Function:
    def read(owner: Any) -> Any:
        if not isinstance(owner, READS_ENTRIES):
            raise TypeError("this value has no entries")
        entries: Any = owner
        found = tuple(entries[key_for(entries, key)] for key in keys)
        return found[0] if len(keys) == 1 else found

    return Function("operator.itemgetter", read, traced=False)


def _functions(module: str, calls: Mapping[str, Callable[..., Any]]) -> Namespace:
    table = {name: Function(f"{module}.{name}", call, traced=False) for name, call in calls.items()}
    return Namespace(module, MappingProxyType(table))


FUNCTOOLS = _functions(
    "functools",
    {
        "cache": lambda function: Cached(function, None),
        "lru_cache": _lru_cache,
        "partial": Partial,
        "reduce": _reduce,
        "wraps": lambda like: Function("wraps", lambda function: renamed(function, like), traced=False),
    },
)
OPERATOR = _functions(
    "operator",
    {
        "add": _operation(ast.Add),
        "sub": _operation(ast.Sub),
        "mul": _operation(ast.Mult),
        "truediv": _operation(ast.Div),
        "floordiv": _operation(ast.FloorDiv),
        "mod": _operation(ast.Mod),
        "pow": _operation(ast.Pow),
        "matmul": _operation(ast.MatMult),
        "neg": lambda value: -value,
        "eq": _comparison(ast.Eq),
        "ne": _comparison(ast.NotEq),
        "lt": _comparison(ast.Lt),
        "le": _comparison(ast.LtE),
        "gt": _comparison(ast.Gt),
        "ge": _comparison(ast.GtE),
        "itemgetter": _entry,
    },
)
