"""The types of numpy as a program names them: np.float32 makes a number, and stands where a dtype is wanted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.numpy.arrays import numpy_value, result
from app.engine.numpy.numpy_arguments import arguments_of
from app.engine.program.objects import Function, Kind
from app.errors import Refused, text

_NUMBERS = (
    "bool bool_ int8 int16 int32 int64 intp int_ uint8 uint16 uint32 uint64 uint intc float16 float32 float64 half "
    "single double longlong complex64 complex128 str_"
)
_ABSTRACT = "generic number integer signedinteger unsignedinteger inexact floating complexfloating"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NumberKind(Kind):
    """A type of numpy's numbers; it equals the dtype that it stands for."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, np.dtype):
            return bool(other == self.real)
        return self is other or (isinstance(other, NumberKind) and other.real is self.real)

    def __hash__(self) -> int:
        return hash(self.real)


def _maker(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value=0: result(real(numpy_value(value)))


def _no_number(*_: Any, **__: Any) -> Any:
    raise Refused(
        text("This stands for a kind of array or number, and makes none."),
        hint=text("Use np.zeros(shape) or np.array(numbers)."),
    )


def _kinds(names: str) -> dict[str, NumberKind]:
    """Two names of one type, such as np.double and np.float64, are one kind."""
    by_real: dict[type, NumberKind] = {}
    for real in (vars(np)[name] for name in names.split()):
        name = f"numpy.{real.__name__}"
        by_real[real] = NumberKind(name, _maker(real), traced=False, keywords=frozenset(), real=real)
    return {name: by_real[vars(np)[name]] for name in names.split()}


def _abstract(name: str, real: type) -> NumberKind:
    return NumberKind(f"numpy.{name}", _no_number, traced=False, keywords=frozenset(), real=real)


def _dtype(kind: Any) -> np.dtype[Any]:
    (wanted,), _ = arguments_of([kind], {})
    found: np.dtype[Any] = np.dtype(wanted)
    return found


KINDS: Mapping[str, Any] = MappingProxyType(
    {
        **_kinds(_NUMBERS),
        **{name: _abstract(name, vars(np)[name]) for name in _ABSTRACT.split()},
        "ndarray": _abstract("ndarray", np.ndarray),
        "dtype": Kind("numpy.dtype", _dtype, traced=False, keywords=frozenset(), real=np.dtype),
        "finfo": Function("np.finfo", lambda kind: np.finfo(numpy_value(kind)), traced=False, keywords=frozenset()),
        "iinfo": Function("np.iinfo", lambda kind: np.iinfo(numpy_value(kind)), traced=False, keywords=frozenset()),
    }
)
