"""How many numbers a function of numpy may make of what it is given: looked at before numpy makes them.

What is not in the table makes at most as many numbers as go in.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.numpy.arrays import numbers_of, product, shape_of, stretched
from app.engine.numpy.numpy_products import (
    covariances_size,
    dot_size,
    inner_size,
    matmul_size,
    solved_size,
    squares_size,
    tensordot_size,
)
from app.engine.numpy.numpy_sums import einsum_size

Rule = Callable[..., float]
_EXPECTED = 1
"""What a wrong argument counts: numpy refuses it by itself."""


def _of_shape(shape: Any = 1, *_: Any, **__: Any) -> float:
    return product(shape) if isinstance(shape, (tuple, list)) else max(int(shape), 0)


def _like(array: Any, *_: Any, shape: Any = None, **__: Any) -> float:
    return numbers_of(array) if shape is None else _of_shape(shape)


def _square(n: Any, m: Any = None, *_: Any, **named: Any) -> float:
    m = named.get("M", m)
    return product((n, n if m is None else m))


def _diagonal(array: Any, k: Any = 0) -> float:
    shape = shape_of(array)
    return (product(shape) + abs(int(k))) ** 2 if len(shape) < 2 else product(shape)


def _diagonal_of_all(array: Any, k: Any = 0) -> float:
    return float((numbers_of(array) + abs(int(k))) ** 2)


def _arange(*bounds: Any, start: Any = 0, stop: Any = None, step: Any = 1, **_: Any) -> float:
    if len(bounds) == 1 and stop is None:
        start, stop = start, bounds[0]
    elif bounds:
        start, stop, step = (*bounds, *(stop, step)[len(bounds) - 1 :])[:3] if len(bounds) < 3 else bounds[:3]
        stop = bounds[1] if len(bounds) > 1 else stop
    return math.ceil((float(stop) - float(start)) / float(step)) if step else _EXPECTED


def _spaced(start: Any, stop: Any, num: Any = 50, *_: Any, **__: Any) -> float:
    return max(int(num), 0) * stretched(start, stop)


def _tile(array: Any, reps: Any) -> float:
    return numbers_of(array) * (product(reps) if isinstance(reps, (tuple, list)) else product(np.ravel(reps)))


def _repeat(array: Any, repeats: Any, axis: Any = None) -> float:
    shape = shape_of(array)
    counts = np.ravel(repeats)
    if counts.size == 1:
        return numbers_of(array) * max(int(counts[0]), 0)
    return float(np.sum(counts, dtype=np.float64)) * (1 if axis is None else product(shape) / (shape[axis] or 1))


def _outer(left: Any, right: Any, *_: Any, **__: Any) -> float:
    return numbers_of(left) * numbers_of(right)


def _meshgrid(*arrays: Any, **_: Any) -> float:
    return len(arrays) * math.prod(numbers_of(array) for array in arrays)


def _indices(dimensions: Any, *_: Any, **__: Any) -> float:
    return len(dimensions) * product(dimensions)


def _stretched(*arrays: Any, **_: Any) -> float:
    return max(stretched(*arrays), numbers_of(*arrays))


def _three(*arrays: Any, **_: Any) -> float:
    return _stretched(*arrays[:3])


def _selected(conditions: Any, choices: Any, default: Any = 0) -> float:
    return _stretched(*conditions, *choices, default)


def _padded(array: Any, pad_width: Any, *_: Any, **__: Any) -> float:
    most = int(np.max(np.abs(np.asarray(pad_width)), initial=0))
    return product(size + 2 * most for size in shape_of(array))


def _taken(array: Any, indices: Any, axis: Any = None, *_: Any, **__: Any) -> float:
    shape = shape_of(array)
    return numbers_of(indices) * (1 if axis is None else product(shape) // (shape[axis] or 1))


def _percentiles(array: Any, q: Any, axis: Any = None, *_: Any, **__: Any) -> float:
    return numbers_of(array) + numbers_of(q) * (1 if axis is None else numbers_of(array))


def _counted(array: Any, _weights: Any = None, minlength: Any = 0, **_: Any) -> float:
    return max(int(np.max(array, initial=0)), int(minlength))


def _binned(array: Any, bins: Any = 10, *_: Any, **__: Any) -> float:
    return numbers_of(array) + (numbers_of(bins) if np.ndim(bins) or isinstance(bins, str) else max(int(bins), 0))


def _powers(x: Any, n: Any = None, *_: Any, **named: Any) -> float:
    n = named.get("N", n)
    count = numbers_of(x)
    return count * (count if n is None else max(int(n), 0))


def _fitted(x: Any, _y: Any, deg: Any, *_: Any, **__: Any) -> float:
    return numbers_of(x) * (int(np.max(np.asarray(deg), initial=0)) + 1)


def _inserted(array: Any, places: Any, values: Any, axis: Any = None) -> float:
    count = numbers_of(array)
    return count + numbers_of(values) + numbers_of(places) * (1 if axis is None else count)


def _pieces(array: Any, sections: Any, *_: Any, **__: Any) -> float:
    return numbers_of(array, sections) + (0 if np.ndim(sections) else max(int(sections), 0))


def _to_shape(array: Any, shape: Any, *_: Any, **__: Any) -> float:
    return max(_of_shape(shape), numbers_of(array))


def _triangle(n: Any, k: Any = 0, m: Any = None) -> float:  # noqa: ARG001  # numpy's own order
    return 2 * product((n, n if m is None else m))


def _corners(n: Any, ndim: Any = 2) -> float:
    return product((n, ndim))


def _unravelled(indices: Any, shape: Any, *_: Any) -> float:
    return numbers_of(indices) * len(np.ravel(shape))


def _chosen(index: Any, choices: Any, *_: Any, **__: Any) -> float:
    return _stretched(index, *choices)


def _convolved(left: Any, right: Any, *_: Any, **__: Any) -> float:
    return numbers_of(left, right)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **dict.fromkeys("zeros ones full empty".split(), _of_shape),
        **dict.fromkeys("zeros_like ones_like empty_like full_like".split(), lambda a, *_, **n: _like(a, **n)),
        **dict.fromkeys("eye tri identity".split(), _square),
        **dict.fromkeys("linspace logspace geomspace".split(), _spaced),
        **dict.fromkeys("outer kron linalg.outer".split(), _outer),
        **dict.fromkeys("where cross clip linalg.cross".split(), _three),
        **dict.fromkeys("broadcast_arrays isclose allclose array_equiv".split(), _stretched),
        **dict.fromkeys("percentile quantile nanpercentile".split(), _percentiles),
        **dict.fromkeys("cov corrcoef".split(), covariances_size),
        **dict.fromkeys("linalg.svd linalg.qr roots".split(), squares_size),
        **dict.fromkeys("split array_split hsplit vsplit".split(), _pieces),
        **dict.fromkeys("linalg.solve linalg.lstsq".split(), solved_size),
        **dict.fromkeys("triu_indices tril_indices".split(), _triangle),
        "diag_indices": _corners,
        **dict.fromkeys("dot vdot".split(), dot_size),
        "arange": _arange,
        "array": lambda data, *_, **__: numbers_of(data),
        "bincount": _counted,
        "broadcast_to": _to_shape,
        "choose": _chosen,
        "convolve": _convolved,
        "diag": _diagonal,
        "diagflat": _diagonal_of_all,
        "einsum": einsum_size,
        "histogram": _binned,
        "indices": _indices,
        "inner": inner_size,
        "insert": _inserted,
        "matmul": matmul_size,
        "meshgrid": _meshgrid,
        "pad": _padded,
        "polyfit": _fitted,
        "repeat": _repeat,
        "resize": _to_shape,
        "select": _selected,
        "take": _taken,
        "tensordot": tensordot_size,
        "tile": _tile,
        "unravel_index": _unravelled,
        "vander": _powers,
    }
)
