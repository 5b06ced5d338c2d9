"""Whole numbers and truth values whose memory an array of numpy and a tensor share, as in torch.

torch trusts the indices that it has saved for a backward pass as long as their version counter stands still, and numpy
counts nothing: so every write of numpy's to such memory is counted here, before it happens. All tensors on the memory
of one array are views of one tensor, and so have one counter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.graph import increment_version

COUNTED = "biu"
"""The kinds of dtypes whose writes are counted: what may be an index or a mask."""
_FEWEST = 32
_MOST_BYTES = 32_000_000


@dataclass(slots=True)
class _Shared:
    """The tensor of all the memory of one array, which it keeps alive, and how many hold that when nobody else does."""

    tensor: Tensor
    alone: int


class SharedMemory:
    """What one run shares."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A run begins: nothing is shared."""
        self.begun = False
        self._shared: dict[int, _Shared] = {}
        self._most = _FEWEST
        self._bytes = 0

    def array_of(self, tensor: Tensor) -> np.ndarray:
        """The array of a tensor: it holds a tensor with the same counter."""
        self.begun = True
        return tensor.numpy()

    def tensor_of(self, array: np.ndarray) -> Tensor:
        """The tensor of an array; a copy, where the array is no regular part of what owns the memory.

        Raises:
            TypeError, ValueError: what torch says of an array that it can't take.
        """
        tensor = torch.from_numpy(array)
        owner = _owner(array)
        base: Any = owner.base
        whole = base if isinstance(base, Tensor) else self._whole(owner)
        if whole is None or whole.dtype != tensor.dtype or not tensor.numel():
            return tensor.clone()
        self.begun = True
        offset = whole.storage_offset() + (tensor.data_ptr() - whole.data_ptr()) // tensor.itemsize
        return whole.as_strided(tensor.shape, tensor.stride(), offset)

    def _whole(self, owner: np.ndarray) -> Tensor | None:
        """The one tensor of all the memory of an array that owns it."""
        known = self._shared.get(id(owner))
        if known is not None:
            return known.tensor
        if owner.base is not None or any(step < 0 for step in owner.strides):
            return None
        tensor = torch.from_numpy(owner)
        self._bytes += owner.nbytes
        if len(self._shared) >= self._most or self._bytes > _MOST_BYTES:
            self._forget()
        self._shared[id(owner)] = _Shared(tensor, _holders(tensor))
        return tensor

    def _forget(self) -> None:
        """Let go of memory that no tensor of the program's is on any more."""
        self._shared = {key: shared for key, shared in self._shared.items() if _holders(shared.tensor) > shared.alone}
        self._most = max(_FEWEST, 2 * len(self._shared))
        self._bytes = 0

    def will_write(self, value: Any) -> None:
        """Numpy is about to write to an array: count it for the tensors that share its memory."""
        if not (self.begun and isinstance(value, np.ndarray) and value.dtype.kind in COUNTED):
            return
        for tensor in self._on(_owner(value)):
            increment_version(tensor)

    def _on(self, owner: np.ndarray) -> Iterator[Tensor]:
        base: Any = owner.base
        if isinstance(base, Tensor):
            yield base
        known = self._shared.get(id(owner))
        if known is not None:
            yield known.tensor


def _owner(array: np.ndarray) -> np.ndarray:
    """The array that owns the memory of a view."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _holders(tensor: Tensor) -> int:
    """How many hold the memory of a tensor."""
    count: int = torch._C._storage_Use_Count(tensor.untyped_storage()._cdata)
    return count


SHARED_MEMORY = SharedMemory()
"""That of the run at hand; a process has one at a time."""
