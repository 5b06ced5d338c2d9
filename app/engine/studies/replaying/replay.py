"""The operations between the parameters and the loss of one pass in, a function that does them again with other numbers
out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.engine.studies.replaying.tensors import results_of, tensors_of
from app.errors import Text

Values = dict[int, Any]
FAILURES = (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError, KeyError)
"""What torch, or the look for a tensor that is not there, raises where a calculation can't be done again."""
_PRODUCTS = ("mm", "mv", "dot", "conv", "attention", "lstm", "gru")


@dataclass(frozen=True, slots=True)
class Doing:
    """One call of the dispatcher. `reads` are the tensors among its arguments that depend on a parameter, `writes`
    tells the memory that it writes to, `trouble` why it can't be done again."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    out: tuple[Tensor, ...]
    reads: tuple[Tensor, ...]
    writes: tuple[int, ...] = ()
    trouble: Text | None = None


@dataclass(frozen=True)
class Replay:
    """A calculation that can be done again. `branches` says that the program has read a number out of it on the way,
    and may have taken another way with another number."""

    doings: tuple[Doing, ...]
    root: Tensor
    branches: bool

    def __call__(self, changed: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """The root, with other values for some leaves; the rest hold what they hold now."""
        values: Values = {id(leaf): value for leaf, value in changed}
        for doing in self.doings:
            if doing.function is copied:
                values[id(doing.out[0])] = copied(doing.args[0], changed[0][1])
                continue
            args = [_replaced(item, values) for item in doing.args]
            kwargs = {name: _replaced(item, values) for name, item in doing.kwargs.items()}
            out = doing.function(*args, **kwargs)
            made = results_of(out)
            values.update((id(was), now) for was, now in zip(doing.out, made, strict=True))
        result: Tensor = values[id(self.root)]
        return result

    @property
    def cost(self) -> int:
        """How much one replay computes: the numbers of all results, and more for products of matrices."""
        return sum(_cost(doing) for doing in self.doings)

    @property
    def numbers(self) -> int:
        """How many numbers one replay holds at its end."""
        return max(sum(item.numel() for doing in self.doings for item in doing.out), 1)


def _cost(doing: Doing) -> int:
    """A product of an m×k and a k×n matrix has m·k·n steps, the root of the product of the three sizes; each of them
    costs about a quarter of a number."""
    results = sum(item.numel() for item in doing.out)
    name = doing.function.__name__
    if not any(part in name for part in _PRODUCTS):
        return results
    sizes = sorted((item.numel() for item in tensors_of(doing.args)), reverse=True)[:2]
    return max(results, math.isqrt(math.prod(sizes) * results) // 4)


def copied(before: Tensor, value: Tensor) -> Tensor:
    """A copy to write to, with as many layers as `value` has where many replays run at once."""
    return torch.where(value.flatten()[0] == 0, before, before)


def _replaced(item: Any, values: Values) -> Any:
    if isinstance(item, Tensor):
        return values.get(id(item), item)
    if isinstance(item, (list, tuple)):
        return [_replaced(part, values) for part in item]
    return item
