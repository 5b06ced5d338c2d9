"""np.nditer, as gradient checks use it to walk through an array, and what a function such as np.add has besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.basics.entries import picked
from app.engine.names.families import Family, table_family
from app.engine.numpy.arrays import check_numbers, numbers_of, own_array
from app.engine.numpy.numpy_arguments import arguments_of
from app.engine.numpy.numpy_writes import Writes
from app.engine.numpy.shared_memory import SHARED_MEMORY
from app.engine.program.objects import Found, Function, Getter
from app.errors import ProgramError, text


class Walk:
    """A place in an array that goes on entry by entry: `finished`, `multi_index`, `iternext()`."""

    __slots__ = ("index", "shape", "size")

    def __init__(self, array: Any) -> None:
        if not isinstance(array, np.ndarray):
            raise ProgramError(
                text("np.nditer walks through one array here."), code="arguments", hint=text("np.nditer(x, ...).")
            )
        self.shape = own_array(array).shape
        self.size = array.size
        self.index = 0

    def __repr__(self) -> str:
        return "<np.nditer>"

    def place(self) -> tuple[int, ...]:
        """The index of the entry that it is at."""
        if self.index >= self.size:
            raise ValueError("Iterator is past the end")
        return tuple(int(part) for part in np.unravel_index(self.index, self.shape))

    def on(self) -> bool:
        """Go to the next entry; False: there is none."""
        self.index = min(self.index + 1, self.size)
        return self.index < self.size


WALKS: Family = table_family(
    MappingProxyType(
        {
            "finished": Getter(lambda walk: walk.index >= walk.size),
            "multi_index": Getter(lambda walk: walk.place()),
            "iternext": Function("iternext", Walk.on, traced=False, keywords=frozenset()),
        }
    )
)
NDITER = Function("np.nditer", lambda array, *_, **__: Walk(array), False, frozenset({"flags", "op_flags"}))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Elementwise(Function):
    """A function of numpy that works element by element; np.add.at and np.add.outer belong to it."""


_ALONG = Writes(out=3)
"""add.reduce(array, axis, dtype, out)."""


def more_of(real: np.ufunc) -> Mapping[str, Function]:
    """What else such a function of two arrays can do."""

    def at(array: Any, indices: Any, values: Any) -> None:
        if not isinstance(array, np.ndarray):
            raise TypeError("first operand must be array")
        (array, indices, values), _ = arguments_of((array, indices, values), {})
        check_numbers(picked(own_array(array).shape, indices))
        SHARED_MEMORY.will_write(array)
        real.at(array, indices, values)

    def outer(left: Any, right: Any) -> Any:
        (left, right), _ = arguments_of((left, right), {})
        check_numbers(numbers_of(left) * numbers_of(right))
        return real.outer(left, right)

    def along(method: Any) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            arguments, options = arguments_of(given, named)
            _ALONG.count(arguments, options)
            return method(*arguments, **options)

        return call

    calls = {"at": at, "outer": outer, "reduce": along(real.reduce), "accumulate": along(real.accumulate)}
    keywords = frozenset({"axis", "keepdims"})
    return {name: Function(f"np.{real.__name__}.{name}", call, False, keywords) for name, call in calls.items()}


_OF_TWO = (
    np.add, np.subtract, np.multiply, np.maximum, np.minimum, np.logical_and, np.logical_or,
)  # fmt: skip
_MORE: Mapping[str, Mapping[str, Function]] = {f"np.{real.__name__}": more_of(real) for real in _OF_TWO}


def _member(function: Any, name: str) -> Found | None:
    found = _MORE.get(function.name, {}).get(name)
    return Found(found) if found is not None else None


ELEMENTWISE: Family = Family(_member, lambda function: _MORE.get(function.name, {}).keys())
