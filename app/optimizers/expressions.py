"""The rules of formulas as data: quantities and whole numbers, put together with Python's own operators."""

from dataclasses import dataclass
from typing import Literal, Union

from app.errors import Text

Operator = Literal["add", "sub", "mul", "div", "pow", "neg", "sqrt", "max"]
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
    """A whole number of the rule itself."""

    number: int

    def __repr__(self) -> str:
        return str(self.number)


@dataclass(frozen=True, repr=False)
class Quantity(Expression):
    """Something with a name: an option, a state, a result. `symbol` and `latex` are how it is written, `words` what it
    is."""

    name: str
    symbol: str
    latex: str
    words: Text | None = None

    def __repr__(self) -> str:
        return self.symbol


@dataclass(frozen=True)
class Operation(Expression):
    """An operator and what it works on, entry by entry."""

    operator: Operator
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
