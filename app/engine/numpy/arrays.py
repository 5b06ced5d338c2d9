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
from app.engine.numpy.shared_memory import SHARED_MEMORY
from app.engine.program.objects import Kind
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
    """`tensor.numpy()`: the memory is shared with the tensor, as in torch.

    The array is that of a tensor of its own, which nothing can give other storage: numpy would read and write the
    storage that is gone.

    Raises:
        RuntimeError: what torch says of a tensor that requires grad.
    """
    with _disable_current_modes():
        if tensor.requires_grad:
            return tensor.numpy()
        return SHARED_MEMORY.array_of(tensor.detach())


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
    if isinstance(value, type):  # an array of types was gone through
        raise not_numbers()
    if isinstance(value, np.ndarray):
        own_array(value)
        check_numbers(_numbers(value))
    elif isinstance(value, (list, tuple)):
        for part in value:
            result(part)
    return value


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
