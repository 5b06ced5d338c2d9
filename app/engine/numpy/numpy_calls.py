"""Functions of numpy as a program calls them: what goes in is looked at, its size bounded, and what comes out held to
the limit."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from torch import Tensor

from app.engine.numpy.arrays import check_numbers, numbers_of, result, stretched
from app.engine.numpy.numpy_arguments import arguments_of, letters_of
from app.engine.numpy.numpy_shapes import RULES, Rule
from app.engine.numpy.numpy_walks import Elementwise
from app.engine.numpy.numpy_writes import Writes, writes_of
from app.engine.program.objects import Function
from app.errors import ProgramError, text

KEYWORDS = frozenset(
    "axis axes axis1 axis2 dtype out keepdims ddof initial copy order ndmin shape size reps repeats k num endpoint "
    "base start stop step retstep indexing sparse decimals fill_value return_index return_inverse return_counts "
    "assume_unique rtol atol equal_nan pad_width mode constant_values bins range density weights minlength right side "
    "kind stable nan posinf neginf prepend append offset ord deg full rcond rowvar bias returned q method left right "
    "period full_matrices compute_uv UPLO increasing N M invert shift n edge_order sections condition default x dx "
    "decreasing hermitian precision separator suppress_small max_line_width newshape a_min a_max min max casting "
    "source destination delta".split()
)
"""Arguments that may be given by name. Not among them: `where`, which leaves memory as it was found, and functions."""
_IN_PLACE = frozenset({"copyto", "fill_diagonal"})
ARRAYS_OF_TENSORS = frozenset(
    "array asarray asanyarray ascontiguousarray concatenate stack vstack hstack column_stack dstack ravel expand_dims "
    "array_equal".split()
)
"""Functions that make an array of a tensor; the others of numpy call the tensor's own methods with arguments that
torch does not know."""


def numpy_function(name: str, real: Callable[..., Any]) -> Function:
    """A function of numpy that makes new arrays or views."""
    writes = writes_of(real, in_place=name in _IN_PLACE)
    return Function(f"np.{name}", partial(_called, name, real, RULES.get(name), writes), False, KEYWORDS)


def _called(
    name: str, real: Callable[..., Any], rule: Rule | None, writes: Writes, /, *given: Any, **named: Any
) -> Any:
    if name not in ARRAYS_OF_TENSORS and any(isinstance(part, Tensor) for part in (*given, *named.values())):
        raise _of_a_tensor(name)
    arguments, options = arguments_of(given, named)
    count = numbers_of(*arguments) if rule is None else rule(*arguments, **options)
    check_numbers(count * letters_of(*arguments, *options.values()))
    writes.count(arguments, options)
    return result(real(*arguments, **options))


def _of_a_tensor(name: str) -> ProgramError:
    return ProgramError(
        text("%(function)s takes no tensor here.", function=f"np.{name}"),
        code="arguments",
        hint=text("Give it an array: x.detach().numpy()."),
    )


def elementwise(name: str, real: np.ufunc) -> Function:
    """A function that works element by element; of a tensor it makes a tensor, as in numpy."""
    return Elementwise(f"np.{name}", partial(_elementwise, real), False, frozenset({"out", "dtype"}))


def _elementwise(real: np.ufunc, /, *given: Any, **named: Any) -> Any:
    arguments, options = arguments_of(given, named, keep_tensors=True)
    if any(isinstance(part, Tensor) for part in arguments[real.nin :]):
        raise TypeError("return arrays must be of ArrayType")
    check_numbers(stretched(*arguments))
    Writes(real.nin).count(arguments, options)
    return result(real(*arguments, **options))
