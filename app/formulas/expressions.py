"""The rules of formulas as data: quantities and numbers, put together with Python's own operators."""

from dataclasses import dataclass
from typing import Union

Term = Union["Expression", int]


class Expression:
    """Something that has a number, once its quantities have theirs.

    >>> (1 - Quantity("beta", "β", "\\\\beta")) ** 2
    Operation(operator='pow', terms=(Operation(operator='sub', terms=(1, β)), 2))
    """

    def __add__(self, other: Term) -> "Operation":
        return Operation("add", (self, expression(other)))

    def __sub__(self, other: Term) -> "Operation":
        return Operation("sub", (self, expression(other)))

    def __rsub__(self, other: Term) -> "Operation":
        return Operation("sub", (expression(other), self))

    def __radd__(self, other: Term) -> "Operation":
        return Operation("add", (expression(other), self))

    def __mul__(self, other: Term) -> "Operation":
        return Operation("mul", (self, expression(other)))

    def __truediv__(self, other: Term) -> "Operation":
        return Operation("div", (self, expression(other)))

    def __pow__(self, other: Term) -> "Operation":
        return Operation("pow", (self, expression(other)))

    def __neg__(self) -> "Operation":
        return Operation("neg", (self,))


@dataclass(frozen=True, repr=False)
class Constant(Expression):
    """A number of the rule itself."""

    number: int | float

    def __repr__(self) -> str:
        return str(self.number)


@dataclass(frozen=True, repr=False)
class Quantity(Expression):
    """Something with a name: an option, a state, an input, a result. `symbol` and `latex` are how it is written."""

    name: str
    symbol: str
    latex: str

    def __repr__(self) -> str:
        return self.symbol


@dataclass(frozen=True)
class Operation(Expression):
    """An operator and what it works on; the names of operators are those of `operators` and of functions."""

    operator: str
    terms: tuple[Expression, ...]


def expression(term: Term) -> Expression:
    """A whole number as a part of a rule."""
    return Constant(term) if isinstance(term, int) else term


def sqrt(term: Expression) -> Operation:
    """The square root."""
    return Operation("sqrt", (term,))


def larger(first: Expression, second: Expression) -> Operation:
    """The larger of two, entry by entry; NaN wins, as in torch."""
    return Operation("max", (first, second))


def quantities(rule: Expression) -> tuple[str, ...]:
    """The names of the quantities of a rule, in the order of reading, each once."""
    if isinstance(rule, Quantity):
        return (rule.name,)
    if isinstance(rule, Operation):
        return tuple(dict.fromkeys(name for term in rule.terms for name in quantities(term)))
    return ()
