"""A rule for whole tensors in, the rule of one entry of its result out, written with single numbers."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product

from app.explain.entry_shapes import Index, NoNumbers, Shapes, entry, fitted_index
from app.formulas.evaluating import KNOWN, evaluate
from app.formulas.expressions import Constant, Expression, Operation, Quantity

MOST_TERMS = 6
"""Longer sums are not written out."""


@dataclass
class Entries(Shapes):
    """The entries of what a rule gives; `numbers` are those that they used, by their names."""

    numbers: dict[str, float] = field(default_factory=dict)

    def at(self, rule: Expression, index: Index) -> Expression:
        """The entry `index` of a rule's result.

        Raises:
            NoNumbers: there is no short form.
        """
        match rule:
            case Constant():
                return rule
            case Quantity(name):
                return self._quantity(name, index)
            case Operation("matmul", (first, second)):
                return self._matmul(first, second, index)
            case Operation("outer", (first, second)):
                return Operation("mul", (self.at(first, index[:1]), self.at(second, index[1:])))
            case Operation("transposed", (term,)):
                return self.at(term, (*index[:-2], index[-1], index[-2]))
            case Operation("total", (term,)):
                return self._sum(term, product(*map(range, self.shape(term))))
            case Operation("sum", (term, Quantity(name))):
                return self._sum(term, self._along(term, index, self.dims_of(name)))
            case Operation("spread", (term,)):
                return self._spread(term, index)
            case Operation("mean", (term, *along)):
                return self._mean(term, along, index)
            case Operation("softmax", (term,)):
                return self._softmax(term, index)
            case Operation("picked", (term, Quantity(name))):
                return self.at(term, self._picked(self.shape(term), index, self._place_in(name, index)))
            case Operation("one_hot", (Quantity(name),)):
                row, column = self._class_of(index)
                return Constant(int(self._place_in(name, row) == column))
            case Operation(operator, terms) if operator in KNOWN:
                return Operation(
                    operator, tuple(self.at(term, fitted_index(index, self.shape(term))) for term in terms)
                )
        raise NoNumbers

    def summed(self, rule: Expression, target: Index) -> Expression:
        """The first entry of what is left of a result after the sum over what was broadcast to make it."""
        shape = self.shape(rule)
        padded = (*(1 for _ in range(len(shape) - len(target))), *target)
        ranges = (range(length if kept == 1 else 1) for length, kept in zip(shape, padded, strict=True))
        return self._sum(rule, product(*ranges))

    def _quantity(self, name: str, index: Index) -> Expression:
        value = self.tensors.get(name)
        if value is None:
            number, label = self.options.get(name), name
        else:
            if value.data is None:
                raise NoNumbers
            place = fitted_index(index, value.shape)
            number, label = entry(value, place), f"{name}{list(place)}"
        if number is None:
            raise NoNumbers
        self.numbers[label] = number
        return Quantity(label, label, label)

    def _sum(self, term: Expression, places: Iterator[Index] | Iterator[tuple[int, ...]]) -> Expression:
        found = []
        for place in places:
            found.append(self.at(term, place))
            if len(found) > MOST_TERMS:
                raise NoNumbers
        if not found:
            raise NoNumbers
        return reduce(lambda one, other: Operation("add", (one, other)), found)

    def _matmul(self, first: Expression, second: Expression, index: Index) -> Expression:
        one, other = self.shape(first), self.shape(second)
        if not one or not other or one[-1] > MOST_TERMS or not one[-1]:
            raise NoNumbers
        column = index[len(index) - 1 :] if len(other) > 1 else ()
        above = index[: len(index) - len(column)]
        row = above[len(above) - 1 :] if len(one) > 1 else ()
        batch = above[: len(above) - len(row)]
        start, begin = fitted_index(batch, one[:-2]), fitted_index(batch, other[:-2])
        pairs = [
            Operation("mul", (self.at(first, (*start, *row, k)), self.at(second, (*begin, k, *column))))
            for k in range(one[-1])
        ]
        return reduce(lambda one, other: Operation("add", (one, other)), pairs)

    def _along(self, term: Expression, index: Index, dims: tuple[int, ...]) -> Iterator[Index]:
        """The places that a sum along dimensions goes to; they may be missing in the index, or be of size 1."""
        shape = self.shape(term)
        places = {dim % max(len(shape), 1) for dim in dims}
        kept = iter(index)
        given = [next(kept) if len(index) == len(shape) or place not in places else 0 for place in range(len(shape))]
        return product(*(range(size) if place in places else (given[place],) for place, size in enumerate(shape)))

    def _mean(self, term: Expression, along: Sequence[Expression], index: Index) -> Expression:
        """A mean by its number, under the name of what it is the mean of."""
        shape = self.shape(term)
        dims = self.dims_of(along[0].name) if along and isinstance(along[0], Quantity) else tuple(range(len(shape)))
        places = list(self._along(term, index if along else (0,) * len(shape), dims))
        found = [self._number(term, place) for place in places]
        row = [str(at) for place, at in enumerate(index) if place not in {dim % len(shape) for dim in dims}]
        return self._told(f"mean({term!r}{', '.join(['', *row])})", sum(found) / max(len(found), 1))

    def _softmax(self, term: Expression, index: Index) -> Expression:
        """A probability by its number; the classes stand along the second dimension, of a vector along the first."""
        shape = self.shape(term)
        classes = min(len(shape) - 1, 1)
        found = [self._number(term, (*index[:classes], k, *index[classes + 1 :])) for k in range(shape[classes])]
        highest = max(found)
        whole = sum(math.exp(number - highest) for number in found)
        return self._told(f"softmax({term!r}){list(index)}", math.exp(found[index[classes]] - highest) / whole)

    def _number(self, term: Expression, index: Index) -> float:
        """The number of an entry that is not told by itself."""
        inner = Entries(self.tensors, self.options, self.dims)
        number = evaluate(inner.at(term, index), inner.numbers)
        if isinstance(number, list):
            raise NoNumbers
        return number

    def _told(self, label: str, number: float) -> Quantity:
        self.numbers[label] = number
        return Quantity(label, label, label)

    def _picked(self, shape: Index, index: Index, place: int) -> Index:
        classes = min(len(shape) - 1, 1)
        return (*index[:classes], place, *index[classes:])

    def _class_of(self, index: Index) -> tuple[Index, int]:
        """The row of an entry of scores, and the class that it is the score of."""
        classes = min(len(index) - 1, 1)
        return (*index[:classes], *index[classes + 1 :]), index[classes]

    def _place_in(self, name: str, index: Index) -> int:
        """A class number among the targets."""
        value = self.tensors.get(name)
        if value is None or value.data is None or "float" in value.dtype:
            raise NoNumbers
        return int(entry(value, index))

    def _spread(self, term: Expression, index: Index) -> Expression:
        shape = self.shape(term)
        if len(shape) in (0, len(index)):
            return self.at(term, fitted_index(index, shape))
        places = {dim % len(index) for dim in self.dims_of("dim")}
        return self.at(term, tuple(at for place, at in enumerate(index) if place not in places))
