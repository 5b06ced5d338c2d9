"""A rule and the numbers of its quantities in, its number out: floats or nested lists of them, as IEEE computes."""

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from app.formulas.expressions import Constant, Expression, Operation, Quantity

Numbers: TypeAlias = "float | list[Numbers]"
"""A number, or a tensor of any shape as nested lists."""


def evaluate(rule: Expression, known: Mapping[str, Numbers]) -> Numbers:
    """The number of a rule; tensors of one shape go entry by entry, a single number goes with every entry.

    >>> g = Quantity("g", "g", "g")
    >>> evaluate(g * g - 1, {"g": [1.0, [2.0, 3.0]]})
    [0.0, [3.0, 8.0]]
    """
    match rule:
        case Constant(number):
            return float(number)
        case Quantity(name):
            return known[name]
        case Operation(operator, terms):
            return _entrywise(_RULES[operator], [evaluate(term, known) for term in terms])
    raise TypeError(f"{rule!r} is no rule")


def _entrywise(rule: Callable[..., float], terms: list[Numbers]) -> Numbers:
    length = next((len(term) for term in terms if isinstance(term, list)), None)
    if length is None:
        return rule(*terms)
    rows = ([term[row] if isinstance(term, list) else term for term in terms] for row in range(length))
    return [_entrywise(rule, row) for row in rows]


def _divide(above: float, below: float) -> float:
    if below != 0:
        return above / below
    if above == 0 or math.isnan(above):
        return math.nan
    return math.copysign(math.inf, above) * math.copysign(1.0, below)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:  # what Python calls a domain error is NaN or, for 0 ** -1, infinity
        return math.inf if base == 0 else math.nan


def _root(number: float) -> float:
    return math.nan if number < 0 else math.sqrt(number)


def _larger(first: float, second: float) -> float:
    return math.nan if math.isnan(first) or math.isnan(second) else max(first, second)


def _defined(function: Callable[[float], float]) -> Callable[[float], float]:
    """NaN where there is no result, infinity where it is too large."""

    def apply(number: float) -> float:
        try:
            return function(number)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return apply


def _logarithm(number: float) -> float:
    return -math.inf if number == 0 else math.log(number)


def _sign(number: float) -> float:
    return number if math.isnan(number) else float((number > 0) - (number < 0))


def _sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-number)) if number >= 0 else math.exp(number) / (1 + math.exp(number))


_RULES: Mapping[str, Callable[..., float]] = {
    "add": lambda first, second: first + second,
    "sub": lambda first, second: first - second,
    "mul": lambda first, second: first * second,
    "neg": lambda number: -number,
    "div": _divide,
    "pow": _power,
    "sqrt": _root,
    "max": _larger,
    "min": lambda first, second: -_larger(-first, -second),
    "gt": lambda first, second: float(first > second),
    "ge": lambda first, second: float(first >= second),
    "lt": lambda first, second: float(first < second),
    "le": lambda first, second: float(first <= second),
    "eq": lambda first, second: float(first == second),
    "ne": lambda first, second: float(first != second),
    "and": lambda first, second: float(bool(first) and bool(second)),
    "or": lambda first, second: float(bool(first) or bool(second)),
    "where": lambda condition, first, second: first if condition else second,
    "abs": abs,
    "sign": _sign,
    "sigmoid": _sigmoid,
    "log": _defined(_logarithm),
    "atan2": math.atan2,
    "isnan": lambda number: float(math.isnan(number)),
    "isinf": lambda number: float(math.isinf(number)),
    **{
        function.__name__: _defined(function)
        for function in (
            math.exp, math.sin, math.cos, math.tan, math.asin, math.acos, math.atan, math.sinh, math.cosh, math.tanh,
            math.asinh, math.acosh, math.atanh, math.erf, math.erfc, math.lgamma, math.floor, math.ceil, math.trunc,
        )
    },
}  # fmt: skip
KNOWN = frozenset(_RULES)
"""The operators and functions that work on single numbers; those on whole tensors have no number here."""
