"""Arguments of one call of a function of numpy: values of the program in, what numpy may have out."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from torch import Tensor

from app.engine.numpy.arrays import KINDS_OF_NUMBERS, LETTERS_A_NUMBER, not_numbers, numpy_value
from app.errors import LimitExceeded, text

_MOST_LETTERS = 1_000
_LONGEST_DTYPE = 32


def arguments_of(
    given: Iterable[Any], named: Mapping[str, Any], *, keep_tensors: bool = False
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments as numpy may have them, by position and by name.

    Raises:
        ProgramError: numpy would make an array of objects of one, or of texts of unbounded length.
        TypeError: what numpy says of an `out` that is no array.
    """
    if named.get("out") is not None and type(named["out"]) is not np.ndarray:
        raise TypeError("return arrays must be of ArrayType")
    arguments = [_argument(value, keep_tensors) for value in given]
    return arguments, {name: _argument(value, keep_tensors) for name, value in named.items()}


def _argument(value: Any, keep_tensors: bool) -> Any:
    if keep_tensors and isinstance(value, Tensor):
        return value
    found = numpy_value(value)
    if isinstance(found, str):
        _check_text(found)
    return found


def _check_text(words: str) -> None:
    """A text among the arguments may be the name of a dtype."""
    if len(words) <= _LONGEST_DTYPE:
        try:
            dtype: np.dtype[Any] = np.dtype(words)
        except (TypeError, ValueError, SyntaxError):
            return
        if dtype.hasobject or dtype.kind not in KINDS_OF_NUMBERS:
            raise not_numbers()
        if dtype.itemsize > _MOST_LETTERS:
            raise LimitExceeded(text("A text in an array has more than %(limit)s letters.", limit=_MOST_LETTERS))


def letters_of(*values: Any) -> int:
    """How many numbers weigh as much as the longest text among the values: each entry of a result may hold it."""
    return max((len(value) // LETTERS_A_NUMBER // 4 for value in values if isinstance(value, str)), default=0) or 1
