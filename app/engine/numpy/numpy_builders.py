"""What numpy builds with [ ]: np.c_[a, b], np.r_[0:3, 5], np.mgrid[0:2, 0:3]; and np.empty, which is zeros here."""

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.numpy.arrays import check_numbers, numbers_of, numpy_value, product, result
from app.engine.numpy.numpy_calls import KEYWORDS, numpy_function
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function
from app.errors import Refused, text


class Builder:
    """np.c_ and its relatives: entries in, an array out."""

    __slots__ = ("_grid", "_real", "name")

    def __init__(self, name: str, real: Any, *, grid: bool) -> None:
        self.name = name
        self._real = real
        self._grid = grid

    def __repr__(self) -> str:
        return f"<np.{self.name}>"

    def __getitem__(self, key: Any) -> Any:
        parts = [numpy_value(part) for part in (key if isinstance(key, tuple) else (key,))]
        if any(isinstance(part, str) for part in parts):
            raise Refused(
                text("A text does not stand in the [ ] here."), hint=text("Use np.concatenate(..., axis=...).")
            )
        sizes = [_steps(part) if isinstance(part, slice) else numbers_of(part) for part in parts]
        check_numbers(len(parts) * product(sizes) if self._grid else sum(sizes))
        return result(self._real[tuple(parts) if isinstance(key, tuple) else parts[0]])


def _steps(part: slice) -> int:
    start, stop, step = (0 if part.start is None else part.start), part.stop, (1 if part.step is None else part.step)
    return max(math.ceil((float(stop) - float(start)) / float(step)), 0) if stop is not None and step else 1


def _every_index(*shape: Any) -> Lazy:
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
    check_numbers(product(sizes))
    return Lazy("ndindex", np.ndindex, tuple(int(size) for size in sizes))


def _every_entry(array: Any) -> Lazy:
    return Lazy("ndenumerate", _entries, np.asarray(numpy_value(array)))


def _entries(array: np.ndarray) -> Iterator[tuple[tuple[int, ...], Any]]:
    yield from np.ndenumerate(array)


BUILDERS: Mapping[str, Any] = MappingProxyType(
    {
        "c_": Builder("c_", np.c_, grid=False),
        "r_": Builder("r_", np.r_, grid=False),
        "mgrid": Builder("mgrid", np.mgrid, grid=True),
        "ogrid": Builder("ogrid", np.ogrid, grid=False),
        # memory as it was found would show what others left there
        "empty": Function("np.empty", numpy_function("zeros", np.zeros).call, False, KEYWORDS),
        "empty_like": Function("np.empty_like", numpy_function("zeros_like", np.zeros_like).call, False, KEYWORDS),
        "ndindex": Function("np.ndindex", _every_index, traced=False, keywords=frozenset()),
        "ndenumerate": Function("np.ndenumerate", _every_entry, traced=False, keywords=frozenset()),
    }
)
