"""What stands in [ ], and what is put there, where arrays of numpy take part: keys and values in, safe ones out."""

from typing import Any

import numpy as np
from torch import Tensor

from app.engine.numpy.arrays import check_numbers, numpy_value, own_array, product

ARRAYS = (Tensor, np.ndarray)


def key_for(owner: Any, key: Any) -> Any:
    """The key of an entry of `owner`.

    Raises:
        LimitExceeded: it would pick more numbers than an array may have.
    """
    if isinstance(owner, np.ndarray):
        own = numpy_value(key)
        check_numbers(picked(own_array(owner).shape, own))
        return own
    return tensor_key(key) if isinstance(owner, Tensor) else key


def value_for(owner: Any, value: Any) -> Any:
    """The value that is put into an entry of `owner`."""
    return numpy_value(value) if isinstance(owner, np.ndarray) else value


def tensor_key(key: Any) -> Any:
    """A key of a tensor: torch keeps the memory of an array that it is given, for its backward pass, and trusts it."""
    if isinstance(key, np.ndarray):
        return own_array(key).copy()
    return tuple(map(tensor_key, key)) if type(key) is tuple else key


def picked(shape: tuple[int, ...], key: Any) -> int:
    """How many numbers `a[key]` has at most, for an array of this shape.

    >>> picked((3, 4), ([0, 1, 2, 0, 1],)), picked((3, 4), (slice(None), None, 0))
    (20, 3)
    """
    parts = [np.asarray(part) if isinstance(part, list) else part for part in (key if type(key) is tuple else (key,))]
    missing = max(len(shape) - sum(map(_consumed, parts)), 0)
    sizes, kept = list(shape), [1]
    lists: list[tuple[int, ...]] = [()]
    for part in parts:
        taken = missing if part is Ellipsis else _consumed(part)
        if isinstance(part, slice) or part is Ellipsis:
            kept += sizes[:taken]
        elif isinstance(part, np.ndarray):
            lists.append((int(np.count_nonzero(part)),) if part.dtype.kind == "b" else part.shape)
        del sizes[:taken]
    return product(kept) * product(sizes) * _broadcast(lists)


def _consumed(part: Any) -> int:
    """How many dimensions a part of a key stands for."""
    if part is None or part is Ellipsis or isinstance(part, (bool, np.bool_)):
        return 0
    return part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1


def _broadcast(shapes: list[tuple[int, ...]]) -> int:
    try:
        return product(np.broadcast_shapes(*shapes))
    except ValueError:
        return 1
