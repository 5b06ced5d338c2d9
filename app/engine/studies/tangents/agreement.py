"""What forward mode and reverse mode say of one direction in, whether it is the same but for rounding out."""

from collections.abc import Iterable
from math import inf

import torch
from torch import Tensor

from app.engine.studies.differing import why_different
from app.errors import Text

_TOLERANCES = {torch.float64: 1e-10, torch.float32: 1e-5}
_ROUGH = 0.05
"""Of shorter dtypes only two or three digits are left."""


def agree(forward: float | None, reverse: float, size: float, dtypes: Iterable[torch.dtype]) -> bool | None:
    """Whether both sides are the same; rounding grows with `size`, that of the parts that one side is the sum of. None
    where a side is not known or not finite."""
    if forward is None or not abs(forward) + abs(reverse) < inf:
        return None
    tolerance = max(_TOLERANCES.get(dtype, _ROUGH) for dtype in dtypes)
    return abs(forward - reverse) <= tolerance * max(abs(forward), abs(reverse), size)


def is_same(again: Tensor, before: Tensor) -> bool:
    """Whether a calculation that was done again has given the same numbers."""
    tolerance = _TOLERANCES.get(before.dtype, _ROUGH)
    return torch.allclose(again, before, rtol=tolerance, atol=tolerance, equal_nan=True)


def notes(agrees: bool | None, tensors: Iterable[Tensor]) -> tuple[Text, ...]:
    """Why the two sides may differ; `tensors` are those of the calculation."""
    return (why_different(tensors),) if agrees is False else ()
