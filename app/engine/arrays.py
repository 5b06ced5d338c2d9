"""Arrays of numpy that a program holds: what may go into a function of numpy, how large it is, and what came out.

An array of objects would call the objects' methods from numpy's own code, so there are none: no value that is not
numbers, truth values or text gets in, and no such array gets out.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.guard import check_argument, check_nesting
from app.engine.limits import Limits
from app.engine.objects import Instance, Kind
from app.errors import LimitExceeded, ProgramError, text

MOST_NUMBERS = Limits().tensor_numbers
_MOST_LETTERS = 10_000
LETTERS_A_NUMBER = 4
KINDS_OF_NUMBERS = "biufcU"
_WHOLE = 2**64
_PLAIN = frozenset({float, bool, type(None), type(Ellipsis)})
_DTYPES: frozenset[type] = frozenset({int, float, bool, str})


def numpy_value(value: Any) -> Any:
    """A value of the program as numpy may have it: tensors as arrays, kinds as the types that they stand for.

    Raises:
        ProgramError: numpy would make an array of objects of it.
        LimitExceeded: it is a list too deep or too long, a number or a text too large.
    """
    kind = type(value)
    if kind in _PLAIN or isinstance(value, np.generic):
        return value
    if isinstance(value, np.dtype):
        return own_dtype(value)
    if kind is np.ndarray:
        return own_array(value)
    if kind is int:
        return _whole(value)
    if kind is str:
        return _letters(value)
    if kind in (list, tuple):
        check_nesting(value)
        return kind(map(numpy_value, value))
    if kind is slice:
        return slice(*map(numpy_value, (value.start, value.stop, value.step)))
    if kind is range:
        check_numbers(len(value))
        return value
    if isinstance(value, (tuple, Tensor)):
        return array_of(value) if isinstance(value, Tensor) else tuple(map(numpy_value, value))
    if isinstance(value, Kind) and (value.real in _DTYPES or issubclass(value.real, np.generic)):
        return value.real
    check_argument(value)
    raise not_numbers()


def not_numbers() -> ProgramError:
    """The answer to what would be an array of objects."""
    return ProgramError(
        text("An array of numpy holds numbers here, or truth values, or text; this is something else."),
        code="array-of-objects",
        hint=text("Give it numbers or lists of numbers; of a generator, a set or a dictionary make a list first."),
    )


def _whole(value: int) -> int:
    if abs(value) >= _WHOLE:
        raise ProgramError(
            text("The whole number is too large for numpy: it has more than 64 bits."),
            code="array-of-objects",
            hint=text("Write it as a decimal number, such as 1e30."),
        )
    return value


def _letters(value: str) -> str:
    if len(value) > _MOST_LETTERS:
        raise LimitExceeded(text("A text in an array has more than %(limit)s letters.", limit=_MOST_LETTERS))
    return value


def own_array(array: np.ndarray) -> np.ndarray:
    """The array, when it holds numbers or text."""
    own_dtype(array.dtype)
    return array


def own_dtype(dtype: Any) -> Any:
    """The dtype, when it is that of numbers or text."""
    if dtype.hasobject or dtype.kind not in KINDS_OF_NUMBERS:
        raise not_numbers()
    return dtype


def array_of(tensor: Tensor) -> np.ndarray:
    """`tensor.numpy()`: decimal numbers are shared with the tensor, as in torch.

    torch trusts whole numbers that it has saved as indices, so they are copied. The array is that of a tensor of its
    own, which nothing can give other storage: numpy would read and write the storage that is gone.

    Raises:
        RuntimeError: what torch says of a tensor that requires grad.
    """
    with _disable_current_modes():
        if tensor.requires_grad:
            return tensor.numpy()
        array = tensor.detach().numpy()
    return array if array.dtype.kind == "f" else array.copy()


def check_numbers(count: float) -> None:
    """Raise LimitExceeded for an array of more numbers than a tensor may have."""
    if count > MOST_NUMBERS:
        raise LimitExceeded(
            text("An array would hold more than %(limit)s numbers.", limit=MOST_NUMBERS),
            hint=text("Use smaller sizes."),
        )


def numbers_of(*values: Any) -> int:
    """How many numbers the values hold; a text counts by its letters, and in an array all are as long as any."""
    return sum(map(_numbers, values))


def _numbers(value: Any) -> int:
    if isinstance(value, np.ndarray):
        letters: int = value.dtype.itemsize // (4 * LETTERS_A_NUMBER)
        return int(value.size) * max(1, letters)
    if isinstance(value, (list, tuple)):
        arrays = sum(_numbers(item) for item in value if not isinstance(item, str))
        words = [len(item) for item in value if isinstance(item, str)]
        return arrays + (len(value) * (1 + max(words) // LETTERS_A_NUMBER) if words else 0)
    return len(value) if isinstance(value, range) else 1


def product(sizes: Iterable[Any]) -> int:
    """How many numbers an array of these sizes holds."""
    return math.prod(max(int(size), 0) for size in sizes)


def result(value: Any) -> Any:
    """What a function of numpy gave, held to the limit."""
    if isinstance(value, np.ndarray):
        own_array(value)
        check_numbers(_numbers(value))
    elif isinstance(value, (list, tuple)):
        for part in value:
            result(part)
    return value


def check_operands(left: Any, right: Any) -> None:
    """Before an operation or comparison of which one side is of numpy: the result is not too large, and numpy does not
    walk through an object of the program's own.

    Raises:
        LimitExceeded: the two stretch to more numbers than an array may have.
        ProgramError: an array meets an object of a class of the program's.
    """
    for one, other in ((left, right), (right, left)):
        if isinstance(one, np.ndarray):
            own_array(one)
            if isinstance(other, (list, tuple)):
                numpy_value(other)
        if isinstance(one, (np.ndarray, np.generic)) and isinstance(other, Instance):
            _check_own_object(one, other, array_first=one is left)
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        check_numbers(stretched(left, right) * _letters_of(left) * _letters_of(right))


def _letters_of(value: Any) -> int:
    """How long the texts of an array are, as numbers; two are put together by `+`."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "U":
        return 1
    letters: int = value.dtype.itemsize // (4 * LETTERS_A_NUMBER)
    return 1 + letters


def _check_own_object(one: Any, other: Instance, *, array_first: bool) -> None:
    """A single number asks the object for its reflected operator, as Python does; an array makes one of objects."""
    if (isinstance(one, np.ndarray) and array_first) or (isinstance(one, np.generic) and hasattr(other, "__len__")):
        check_argument(other)


def stretched(*values: Any) -> int:
    """How many numbers the values give when they are stretched to one shape; 0 when they do not fit."""
    try:
        return product(np.broadcast_shapes(*(shape_of(value) for value in values)))
    except ValueError:
        return 0


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape that numpy gives a value."""
    if isinstance(value, (np.ndarray, np.generic, Tensor)):
        return tuple(value.shape)
    return np.shape(value) if isinstance(value, (list, tuple, range)) else ()
