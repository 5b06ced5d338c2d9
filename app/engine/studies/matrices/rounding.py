"""A calculation and a matrix of its derivatives in, how much of that is only rounding out.

Terms that cancel, as in sin² + cos², leave a few last digits of their own size where the exact derivative is 0. These
digits are others a trillionth further on, where a true derivative is still the same.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from app.engine.studies.replaying.replay import FAILURES

_AWAY = 1e-12
"""How far, relative to a number or to 1, the calculation is moved."""
_TIMES = 6
_LIKE = 10.0
"""So many times as large as its own changes, a matrix may still be rounding."""
_SMALL = 1e-9
"""What is larger than this part of the numbers on the way is no rounding."""

Leaves = dict[int, Tensor]


def rounding_of(compute: Callable[[Leaves], Tensor], leaves: Leaves, made: Tensor, values: Iterable[Tensor]) -> float:
    """The size up to which the entries of `made`, which `compute` gave at `leaves`, are rounding; 0 where they are not,
    or where that can't be told. `values` are the numbers on the way."""
    if not 0 < float(made.abs().max()) <= _SMALL * max(map(_size, values), default=0.0):
        return 0.0
    numbers = torch.Generator().manual_seed(0)
    largest = 0.0
    try:
        for _ in range(_TIMES):
            again = compute({key: _moved(leaf, numbers) for key, leaf in leaves.items()})
            largest = max(largest, float((again - made).abs().max()))
    except FAILURES:
        return 0.0
    return _LIKE * largest if float(made.abs().max()) <= _LIKE * largest < float("inf") else 0.0


def _size(value: Tensor) -> float:
    if not value.is_floating_point() or not value.numel():
        return 0.0
    return float(value.detach().abs().nan_to_num(0.0, 0.0, 0.0).max())


def _moved(leaf: Tensor, numbers: torch.Generator) -> Tensor:
    alone = leaf.detach()
    if not alone.is_floating_point():
        return alone
    along = torch.randn(alone.shape, generator=numbers, dtype=torch.float64).to(alone.dtype)
    return (alone + _AWAY * alone.abs().clamp(min=1.0) * along).requires_grad_(leaf.requires_grad)
