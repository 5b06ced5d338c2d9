"""The tensors and options of a rule in, the shapes of what it gives out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from app.formulas.expressions import Constant, Expression, Operation, Quantity
from app.graph.model import Value

Index = tuple[int, ...]


class NoNumbers(Exception):
    """The rule has no short form with numbers: sums that are too long, functions of whole tensors."""


@dataclass
class Shapes:
    """The tensors and options that a rule works on; `dims` are the options that name several dimensions."""

    tensors: Mapping[str, Value]
    options: Mapping[str, float]
    dims: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def shape(self, rule: Expression) -> Index:
        """The shape of a rule's result."""
        match rule:
            case Constant():
                return ()
            case Quantity(name):
                return self.tensors[name].shape if name in self.tensors else ()
            case Operation("matmul", (first, second)):
                return self.matmul_shape(self.shape(first), self.shape(second))
            case Operation("outer", (first, second)):
                return (*self.shape(first), *self.shape(second))
            case Operation("transposed", (term,)):
                shape = self.shape(term)
                return (*shape[:-2], *reversed(shape[-2:]))
            case Operation("total", _):
                return ()
            case Operation("sum" | "mean", (term, Quantity(name))):
                return self.summed_shape(self.shape(term), self.dims_of(name))
            case Operation("mean", (_,)):
                return ()
            case Operation("softmax", (term,)):
                return self.shape(term)
            case Operation("picked", (_, target)):
                return self.shape(target)
            case Operation("spread" | "one_hot", (term,)):
                return self.tensors["x"].shape if "x" in self.tensors else self.shape(term)
            case Operation(_, terms):
                return reduce(broadcast, (self.shape(term) for term in terms))
        raise NoNumbers

    def matmul_shape(self, one: Index, other: Index) -> Index:
        if not one or not other:
            raise NoNumbers
        batch = broadcast(one[:-2], other[:-2])
        return (*batch, *(one[-2:-1] if len(one) > 1 else ()), *(other[-1:] if len(other) > 1 else ()))

    def dims_of(self, name: str) -> tuple[int, ...]:
        if name in self.dims:
            return self.dims[name]
        if name not in self.options:
            raise NoNumbers
        return (int(self.options[name]),)

    def summed_shape(self, shape: Index, dims: tuple[int, ...]) -> Index:
        places = {dim % max(len(shape), 1) for dim in dims}
        return tuple(1 if place in places else size for place, size in enumerate(shape))


def entry(value: Value, index: Index) -> float:
    """One number of a tensor."""
    data = value.data
    for place in index:
        data = data[place]
    return float(data)


def count(shape: Index) -> int:
    """How many numbers a shape holds."""
    return math.prod(shape)


def fitted_index(index: Index, shape: Index) -> Index:
    """Where a broadcast entry comes from."""
    if len(shape) > len(index):
        return index  # dimensions that were summed away
    tail = index[len(index) - len(shape) :]
    return tuple(0 if length == 1 else place for place, length in zip(tail, shape, strict=True))


def broadcast(one: Index, other: Index) -> Index:
    longer = max(len(one), len(other))
    pairs = zip((1,) * (longer - len(one)) + one, (1,) * (longer - len(other)) + other, strict=True)
    return tuple(max(pair) if 0 not in pair else 0 for pair in pairs)
