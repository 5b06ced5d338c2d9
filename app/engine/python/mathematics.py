"""`math`, as Python has it, with a bound on whole numbers that would grow without end."""

import ast
import math
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from app.engine.basics.plain import MOST_BITS, bounded, listed
from app.engine.program.objects import Function, Namespace
from app.errors import LimitExceeded, text

_PLAIN = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh degrees erf erfc exp exp2 expm1 fabs floor "
    "fmod frexp gamma gcd hypot isclose isfinite isinf isnan isqrt ldexp lgamma log log10 log1p log2 modf nextafter "
    "pow radians remainder sin sinh sqrt tan tanh trunc ulp"
)
_NO_KEYWORDS: frozenset[str] = frozenset()
_KEYWORDS: Mapping[str, frozenset[str]] = {
    "isclose": frozenset({"rel_tol", "abs_tol"}),
    "prod": frozenset({"start"}),
}


def _check_bits(bits: float) -> None:
    if bits > MOST_BITS:
        raise LimitExceeded(
            text("The result would be a number with more than %(limit)s bits.", limit=MOST_BITS),
            hint=text("Use a decimal number, such as 10.0, instead."),
        )


def _factorial(n: Any) -> int:
    if isinstance(n, int) and n > 1:
        _check_bits(n * math.log2(n) - n * 1.45 if n < 2**60 else math.inf)
    return math.factorial(n)


def _permutations(n: Any, k: Any = None) -> int:
    if isinstance(n, int) and n > 0:
        _check_bits((n if k is None else min(int(k), n)) * max(n.bit_length() - 2, 1) / 1.2)
    return math.perm(n, k)


def _combinations(n: Any, k: Any) -> int:
    if isinstance(n, int) and isinstance(k, int) and 0 < k < n:
        _check_bits(min(n, min(k, n - k) * n.bit_length()))
    return math.comb(n, k)


def _multiple(*numbers: Any) -> int:
    _check_bits(sum(number.bit_length() for number in numbers if isinstance(number, int)))
    return math.lcm(*numbers)


def _product(items: Iterable[Any], *, start: Any = 1) -> Any:
    total = start
    for item in listed(items):
        bounded(ast.Mult, total, item)
        total = total * item
    return total


_OWN: Mapping[str, Callable[..., Any]] = {
    "comb": _combinations,
    "dist": lambda p, q: math.dist(listed(p), listed(q)),
    "factorial": _factorial,
    "fsum": lambda items: math.fsum(listed(items)),
    "lcm": _multiple,
    "perm": _permutations,
    "prod": _product,
}


def _function(name: str, call: Callable[..., Any]) -> Function:
    return Function(f"math.{name}", call, traced=False, keywords=_KEYWORDS.get(name, _NO_KEYWORDS))


MATH = Namespace(
    "math",
    MappingProxyType(
        {
            **{name: _function(name, attrgetter(name)(math)) for name in _PLAIN.split()},
            **{name: _function(name, call) for name, call in _OWN.items()},
            "pi": math.pi,
            "e": math.e,
            "tau": math.tau,
            "inf": math.inf,
            "nan": math.nan,
        }
    ),
)
