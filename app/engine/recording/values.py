"""A tensor in, its neutral `Value` out: numbers for a small one, statistics and a thumbnail for a large one."""

from math import isfinite
from typing import Any

import torch
from torch import Tensor

from app.graph.model import Number, Stats, Value

THUMBNAIL_ROWS, THUMBNAIL_COLUMNS = 16, 32
_ALWAYS_WHOLE = 16
_SUMMED = frozenset({torch.float64, torch.float32, torch.float16, torch.bfloat16})
_DTYPES: dict[torch.dtype, str] = {}


def dtype_name(dtype: torch.dtype) -> str:
    """ "float32" for torch.float32."""
    name = _DTYPES.get(dtype)
    if name is None:
        name = _DTYPES[dtype] = str(dtype).removeprefix("torch.")
    return name


def finite(number: Any) -> Any:
    """A number as JSON can carry it: NaN, infinities and complex numbers become text.

    >>> finite(float("-inf")), finite(2.5)
    ('-inf', 2.5)
    """
    if type(number) is float:
        return number if number - number == 0 else str(number)
    return str(number) if isinstance(number, complex) else number


def is_finite(value: Value) -> bool:
    """Whether a Value holds no NaN and no infinity.

    >>> is_finite(Value((2,), "float32", [1.0, "nan"]))
    False
    """
    if value.stats is not None:
        return not (value.stats.nans or value.stats.infinities)
    waiting = [value.data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str):
            return False
    return True


class Keeper:
    """Turns the tensors of one run into Values: whole up to `limit` numbers each, larger ones as statistics, and after
    `budget` numbers in all only by shape, so that what is kept of a run is bounded."""

    def __init__(self, limit: int, budget: int) -> None:
        self.limit = limit
        self.left = budget

    def __call__(self, tensor: Tensor) -> Value:
        """The Value of a tensor."""
        if tensor.dim() == 0:
            return to_value(tensor, 1)
        self.left -= min(tensor.numel(), self.limit)
        if self.left < 0:
            return _outline(tensor) if tensor.numel() > _ALWAYS_WHOLE else to_value(tensor, self.limit)
        return to_value(tensor, self.limit)


def _outline(tensor: Tensor) -> Value:
    return Value(tuple(tensor.shape), dtype_name(tensor.dtype), None)


def to_value(tensor: Tensor, limit: int) -> Value:
    """The Value of a tensor of any shape; `limit` is the most numbers that are sent whole."""
    if tensor.layout is not torch.strided or tensor._is_zerotensor():
        tensor = _materialised(tensor.detach())
    if tensor.dim() == 0:
        number = tensor.item()
        return Value((), dtype_name(tensor.dtype), finite(number))
    shape = tuple(tensor.shape)
    if tensor.numel() <= limit:
        return Value(shape, dtype_name(tensor.dtype), _numbers(tensor))
    return _summary(tensor.detach(), shape)


def _materialised(tensor: Tensor) -> Tensor:
    """Sparse tensors, and the zeros that torch does not store, as plain numbers."""
    return tensor.to_dense() if tensor.layout is not torch.strided else torch.zeros(tensor.shape, dtype=tensor.dtype)


def _numbers(tensor: Tensor) -> Any:
    rows = tensor.tolist()
    if not tensor.dtype.is_floating_point and not tensor.dtype.is_complex:
        return rows
    if tensor.numel() > _ALWAYS_WHOLE and tensor.dtype in _SUMMED and isfinite(tensor.detach().sum().item()):
        return rows  # one number that is not finite would have made the sum so
    return _cleaned(rows)


def _cleaned(rows: Any) -> Any:
    """Depth is the tensor's, which torch limits to 64 dimensions."""
    return [_cleaned(row) if type(row) is list else finite(row) for row in rows]


def _summary(tensor: Tensor, shape: tuple[int, ...]) -> Value:
    numbers = tensor.abs() if tensor.dtype.is_complex else tensor
    numbers = numbers.to(torch.float64)
    good = numbers[torch.isfinite(numbers)]
    nans, infinities = int(torch.isnan(numbers).sum()), int(torch.isinf(numbers).sum())
    stats = _stats(good, int((numbers == 0).sum()), nans, infinities)
    return Value(shape, dtype_name(tensor.dtype), None, stats, _thumbnail(numbers))


def _stats(good: Tensor, zeros: int, nans: int, infinities: int) -> Stats:
    if not good.numel():
        return Stats("nan", "nan", "nan", "nan", "nan", zeros, nans, infinities)
    least, greatest, mean, std, norm = (
        finite(float(number))
        for number in (good.min(), good.max(), good.mean(), good.std(correction=0), torch.linalg.vector_norm(good))
    )
    return Stats(least, greatest, mean, std, norm, zeros, nans, infinities)


def _thumbnail(numbers: Tensor) -> tuple[tuple[Number, ...], ...]:
    """Block means; every dimension but the last is folded into the rows."""
    grid = numbers.reshape(-1, numbers.shape[-1]) if numbers.dim() > 1 else numbers.reshape(1, -1)
    if grid.shape[0] > THUMBNAIL_ROWS or grid.shape[1] > THUMBNAIL_COLUMNS:
        size = (min(grid.shape[0], THUMBNAIL_ROWS), min(grid.shape[1], THUMBNAIL_COLUMNS))
        grid = torch.nn.functional.adaptive_avg_pool2d(grid[None], size)[0]
    return tuple(tuple(finite(round(number, 6)) for number in row) for row in grid.tolist())
