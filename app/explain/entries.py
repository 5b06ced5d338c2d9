"""A rule for whole tensors in, the rule of one entry of its result out, written with single numbers."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import product

from app.formulas.evaluating import KNOWN
from app.formulas.expressions import Constant, Expression, Operation, Quantity
from app.graph.model import Value

Index = tuple[int, ...]
MOST_TERMS = 6
"""Longer sums are not written out."""


class NoNumbers(Exception):
    """The rule has no short form with numbers: sums that are too long, functions of whole tensors."""


@dataclass
class Entries:
    """The tensors and options that a rule works on; `numbers` are those that its entries used, by their names."""

    tensors: Mapping[str, Value]
    options: Mapping[str, float]
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
                return self._sum(term, self._along(term, index, self.options.get(name)))
            case Operation("spread", (term,)):
                return self._spread(term, index)
            case Operation(operator, terms) if operator in KNOWN:
                return Operation(operator, tuple(self.at(term, _fitted(index, self.shape(term))) for term in terms))
        raise NoNumbers

    def shape(self, rule: Expression) -> Index:
        """The shape of a rule's result."""
        match rule:
            case Constant():
                return ()
            case Quantity(name):
                return self.tensors[name].shape if name in self.tensors else ()
            case Operation("matmul", (first, second)):
                return self._matmul_shape(self.shape(first), self.shape(second))
            case Operation("outer", (first, second)):
                return (*self.shape(first), *self.shape(second))
            case Operation("transposed", (term,)):
                shape = self.shape(term)
                return (*shape[:-2], *reversed(shape[-2:]))
            case Operation("total", _):
                return ()
            case Operation("sum", (term, Quantity(name))):
                return self._summed_shape(self.shape(term), self.options.get(name))
            case Operation("spread", (term,)):
                return self.tensors["x"].shape if "x" in self.tensors else self.shape(term)
            case Operation(_, terms):
                return reduce(_broadcast, (self.shape(term) for term in terms))
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
            place = _fitted(index, value.shape)
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
        start, begin = _fitted(batch, one[:-2]), _fitted(batch, other[:-2])
        pairs = [
            Operation("mul", (self.at(first, (*start, *row, k)), self.at(second, (*begin, k, *column))))
            for k in range(one[-1])
        ]
        return reduce(lambda one, other: Operation("add", (one, other)), pairs)

    def _matmul_shape(self, one: Index, other: Index) -> Index:
        if not one or not other:
            raise NoNumbers
        batch = _broadcast(one[:-2], other[:-2])
        return (*batch, *(one[-2:-1] if len(one) > 1 else ()), *(other[-1:] if len(other) > 1 else ()))

    def _along(self, term: Expression, index: Index, dim: float | None) -> Iterator[Index]:
        shape = self.shape(term)
        if dim is None:
            raise NoNumbers
        place = int(dim) % max(len(shape), 1)
        kept = index if len(index) == len(shape) else (*index[:place], 0, *index[place:])
        return ((*kept[:place], k, *kept[place + 1 :]) for k in range(shape[place] if shape else 1))

    def _summed_shape(self, shape: Index, dim: float | None) -> Index:
        if dim is None:
            raise NoNumbers
        place = int(dim) % max(len(shape), 1)
        return (*shape[:place], 1, *shape[place + 1 :])

    def _spread(self, term: Expression, index: Index) -> Expression:
        shape, dim = self.shape(term), self.options.get("dim")
        if len(shape) in (0, len(index)):
            return self.at(term, _fitted(index, shape))
        if dim is None:
            raise NoNumbers
        place = int(dim) % len(index)
        return self.at(term, (*index[:place], *index[place + 1 :]))


def entry(value: Value, index: Index) -> float:
    """One number of a tensor."""
    data = value.data
    for place in index:
        data = data[place]
    return float(data)


def count(shape: Index) -> int:
    """How many numbers a shape holds."""
    return math.prod(shape)


def _fitted(index: Index, shape: Index) -> Index:
    """Where a broadcast entry comes from."""
    tail = index[len(index) - len(shape) :]
    return tuple(0 if length == 1 else place for place, length in zip(tail, shape, strict=True))


def _broadcast(one: Index, other: Index) -> Index:
    longer = max(len(one), len(other))
    pairs = zip((1,) * (longer - len(one)) + one, (1,) * (longer - len(other)) + other, strict=True)
    return tuple(max(pair) if 0 not in pair else 0 for pair in pairs)
