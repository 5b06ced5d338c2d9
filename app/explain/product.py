"""A rule with a product of small matrices in, the matrices and the sum behind every entry of the result out."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product as pairs

import msgspec

from app.explain.arithmetic import agree, as_number, brief, spelled
from app.explain.entries import MOST_TERMS, Entries
from app.explain.entry_shapes import Index, NoNumbers, entry
from app.formulas.evaluating import evaluate
from app.formulas.expressions import Expression, Operation, Quantity
from app.formulas.writing import as_text
from app.graph.model import Value
from app.graph.numbers import extent

MOST_ENTRIES, LONGEST = 16, 6
"""Larger products are not laid out entry by entry."""
_PRODUCTS = frozenset({"matmul", "outer"})


class Matrix(msgspec.Struct, frozen=True):
    """A factor, a summand or the result, row by row; `shape` is that of the tensor."""

    name: str
    shape: str
    rows: tuple[tuple[str, ...], ...]


class Sum(msgspec.Struct, frozen=True):
    """How one entry of the result is computed. `place` is where it stands in the tensor, "[0, 1]"."""

    place: str
    text: str
    spoken: str


class Product(msgspec.Struct, frozen=True):
    """`left` times `right`, plus `added`, is `result`: row i of `left` meets column k of `right` in `sums[i][k]`. Of a
    batch it is the first product."""

    left: Matrix
    right: Matrix
    added: Matrix | None
    result: Matrix
    sums: tuple[tuple[Sum, ...], ...]


@dataclass(frozen=True)
class _Sides:
    """The two factors as matrices: where row i and term k of `one` stand, and term k and column j of `other`."""

    entries: Entries
    factors: tuple[Expression, Expression]
    outer: bool

    @property
    def size(self) -> tuple[int, int, int]:
        """Rows, terms of each sum, columns."""
        one, other = map(self.entries.shape, self.factors)
        if self.outer:
            return one[-1], 1, other[-1]
        return one[-2] if len(one) > 1 else 1, one[-1], other[-1] if len(other) > 1 else 1

    def left(self, row: int, term: int) -> float:
        return self._at(0, (row,) if self.outer else (row, term))

    def right(self, term: int, column: int) -> float:
        return self._at(1, (column,) if self.outer else (term, column))

    def place(self, row: int, column: int) -> Index:
        """Where an entry of the result stands in the tensor."""
        one, other = map(self.entries.shape, self.factors)
        batch = max(len(one), len(other)) - 2
        rows, columns = self.outer or len(one) > 1, self.outer or len(other) > 1
        return (*(0,) * batch, *((row,) if rows else ()), *((column,) if columns else ()))

    def _at(self, side: int, index: Index) -> float:
        shape = self.entries.shape(self.factors[side])
        if len(shape) == 1 and len(index) == 2:
            index = index[1:] if side == 0 else index[:1]
        scalar = self.entries.at(self.factors[side], (*(0,) * (len(shape) - len(index)), *index))
        return as_number(evaluate(scalar, self.entries.numbers))


def product(
    rule: Expression, entries: Entries, names: Mapping[str, str], result: Value | None, target: str, language: str
) -> Product | None:
    """The product in a rule, with the names of the graph; None where there is none, where it is too large, or where the
    rule is not what torch computed."""
    found = _product_in(rule)
    if found is None or result is None or result.data is None:
        return None
    sides = _Sides(entries, (found.terms[0], found.terms[1]), found.operator == "outer")
    try:
        rows, terms, columns = sides.size
        if not 0 < rows * columns <= MOST_ENTRIES or max(rows, columns) > LONGEST or not 0 < terms <= MOST_TERMS:
            return None
        return None if entries.shape(rule) != result.shape else _laid_out(rule, sides, names, result, target, language)
    except (NoNumbers, KeyError, IndexError, ValueError, TypeError):
        return None


def _laid_out(
    rule: Expression, sides: _Sides, names: Mapping[str, str], result: Value, target: str, language: str
) -> Product | None:
    rows, terms, columns = sides.size
    entries, (one, other) = sides.entries, sides.factors
    told = [_spelled(rule, entries, result, sides.place(*at), language) for at in pairs(range(rows), range(columns))]
    sums = [one for one in told if one is not None]
    if len(sums) < len(told):
        return None
    left = [[sides.left(row, term) for term in range(terms)] for row in range(rows)]
    right = [[sides.right(term, column) for column in range(columns)] for term in range(terms)]
    results = [[entry(result, sides.place(row, column)) for column in range(columns)] for row in range(rows)]
    return Product(
        _matrix(as_text(one, names), entries.shape(one), left),
        _matrix(as_text(other, names), entries.shape(other), right),
        _added(rule, entries, names),
        _matrix(target, result.shape, results),
        tuple(tuple(sums[row * columns : (row + 1) * columns]) for row in range(rows)),
    )


def _spelled(rule: Expression, entries: Entries, result: Value, place: Index, language: str) -> Sum | None:
    """The sum of one entry; None where torch has another number there."""
    own = Entries(entries.tensors, entries.options, entries.dims)
    scalar = own.at(rule, place)
    torchs = entry(result, place)
    if not agree(as_number(evaluate(scalar, own.numbers)), torchs, result.dtype):
        return None
    said = spelled(scalar, own.numbers, torchs, language)
    return Sum(str(list(place)) if place else "", said.text, said.spoken)


def _product_in(rule: Expression) -> Operation | None:
    """The one product of a rule, under sums and factors."""
    if not isinstance(rule, Operation):
        return None
    if rule.operator in _PRODUCTS:
        return rule if all(_plain(term) for term in rule.terms) else None
    if rule.operator not in ("add", "mul"):
        return None
    found = [each for each in map(_product_in, rule.terms) if each is not None]
    return found[0] if len(found) == 1 else None


def _plain(term: Expression) -> bool:
    return isinstance(term, Quantity) or (
        isinstance(term, Operation) and term.operator == "transposed" and _plain(term.terms[0])
    )


def _added(rule: Expression, entries: Entries, names: Mapping[str, str]) -> Matrix | None:
    """A tensor that is added to the product as it is: a bias."""
    if not isinstance(rule, Operation) or rule.operator != "add":
        return None
    term = next((term for term in rule.terms if isinstance(term, Quantity) and term.name in entries.tensors), None)
    shape = entries.shape(term) if term is not None else ()
    if term is None or not 1 <= len(shape) <= 2:
        return None
    table = shape if len(shape) == 2 else (1, *shape)
    value = entries.tensors[term.name]
    rows = [[entry(value, (row, column)[-len(shape) :]) for column in range(table[1])] for row in range(table[0])]
    return _matrix(as_text(term, names), shape, rows)


def _matrix(name: str, shape: Index, rows: list[list[float]]) -> Matrix:
    return Matrix(name, extent(shape), tuple(tuple(map(brief, row)) for row in rows))
