"""What torch takes and gives in; the tensors among it, their memory and their entries, out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Entry:
    """An entry of a leaf, by its place in the flattened tensor."""

    leaf: Tensor
    place: int

    @property
    def number(self) -> float:
        """What the entry is now."""
        return float(self.leaf.detach().reshape(-1)[self.place])


def tensors_of(items: Sequence[Any]) -> list[Tensor]:
    """The tensors among arguments, those in lists included."""
    found: list[Tensor] = []
    for item in items:
        if isinstance(item, Tensor):
            found.append(item)
        elif isinstance(item, (list, tuple)):
            found.extend(part for part in item if isinstance(part, Tensor))
    return found


def results_of(out: Any) -> list[Tensor]:
    """The tensors that a call of the dispatcher gave back, be it one or several."""
    return tensors_of(out if isinstance(out, (tuple, list)) else (out,))


def memory_of(tensor: Tensor) -> int:
    """Tells the memory of a tensor from that of others; views share it."""
    if tensor.layout is not torch.strided:
        return id(tensor)
    return int(tensor.untyped_storage()._cdata)


def dense(tensor: Tensor) -> Tensor:
    """A gradient with all its numbers: that of an embedding may be sparse."""
    return tensor.to_dense() if tensor.layout is not torch.strided else tensor
