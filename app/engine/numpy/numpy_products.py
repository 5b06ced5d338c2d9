"""How many numbers the products and decompositions of numpy make of matrices: looked at before numpy makes them."""

from typing import Any

import numpy as np

from app.engine.numpy.arrays import numbers_of, product, shape_of

_EXPECTED = 1


def dot_size(left: Any, right: Any, *_: Any, **__: Any) -> float:
    a, b = shape_of(left), shape_of(right)
    if not a or not b:
        return product(a) * product(b)
    return product(a[:-1]) * product((*b[:-2], *(b[-1:] if len(b) > 1 else ())))


def matmul_size(left: Any, right: Any, *_: Any, **__: Any) -> float:
    a, b = shape_of(left), shape_of(right)
    if len(a) < 2 or len(b) < 2:
        return numbers_of(left, right)
    try:
        return product((*np.broadcast_shapes(a[:-2], b[:-2]), a[-2], b[-1]))
    except ValueError:
        return _EXPECTED


def inner_size(left: Any, right: Any) -> float:
    a, b = shape_of(left), shape_of(right)
    return product(a[:-1]) * product(b[:-1]) if a and b else product(a) * product(b)


def tensordot_size(left: Any, right: Any, axes: Any = 2) -> float:
    a, b = shape_of(left), shape_of(right)
    if not isinstance(axes, (list, tuple)):
        count = int(axes)
        return product(a[: max(len(a) - count, 0)]) * product(b[count:])
    mine, theirs = (np.ravel(part).tolist() for part in axes)
    return product(a) * product(b) / max(1, product(a[axis] for axis in mine) * product(b[axis] for axis in theirs))


def squares_size(array: Any, *_: Any, **__: Any) -> float:
    """Matrices of the longer side, such as the factors of a full decomposition."""
    shape = shape_of(array)
    return product(shape[:-2]) * float(max(shape[-2:], default=0)) ** 2 if len(shape) > 1 else product(shape) ** 2


def solved_size(left: Any, right: Any, *_: Any, **__: Any) -> float:
    a, b = shape_of(left), shape_of(right)
    return max(product(a), product(b), product(a[:-2]) * product(b[-2:]))


def covariances_size(array: Any, y: Any = None, rowvar: Any = True, *_: Any, **__: Any) -> float:
    shape = shape_of(array)
    rows = (shape[0] if rowvar else shape[1]) if len(shape) == 2 else 1
    more = shape_of(y)
    rows += (more[0] if rowvar else more[-1]) if len(more) == 2 else 1 if y is not None else 0
    return max(rows**2, numbers_of(array, y))
