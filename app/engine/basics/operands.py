"""Both sides of an operation or a comparison in which numpy takes part: looked at before numpy computes."""

from typing import Any

import numpy as np

from app.engine.guard import check_argument
from app.engine.numpy.arrays import LETTERS_A_NUMBER, check_numbers, numpy_value, own_array, stretched
from app.engine.program.objects import Instance


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
