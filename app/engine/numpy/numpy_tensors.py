"""Arrays to tensors and back, as torch has it: their memory is shared."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.numpy.arrays import array_of, own_array
from app.engine.numpy.shared_memory import COUNTED, SHARED_MEMORY
from app.engine.program.objects import Function
from app.errors import ProgramError, text


def from_numpy(array: Any) -> Tensor:
    """torch.from_numpy(array): a change of one shows in the other."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    return shared(array)


def shared(array: np.ndarray) -> Tensor:
    """The tensor on the memory of an array."""
    _check_real(own_array(array))
    with _disable_current_modes():
        return SHARED_MEMORY.tensor_of(array) if array.dtype.kind in COUNTED else torch.from_numpy(array)


def _check_real(array: np.ndarray) -> None:
    if array.dtype.kind == "c":
        raise ProgramError(
            text("Complex numbers are not part of the language."), code="types", hint=text("Use a.real.")
        )


def copied(array: np.ndarray, dtype: Any = None, *, requires_grad: bool = False) -> Tensor:
    """torch.tensor(array): numbers of its own, and for the record a leaf."""
    _check_real(own_array(array))
    with _disable_current_modes():
        return torch.tensor(array, dtype=dtype, requires_grad=requires_grad)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """torch.as_tensor(data)."""
    return torch.as_tensor(shared(data) if isinstance(data, np.ndarray) else data, dtype=dtype, device=device)


def numpy(tensor: Tensor, *, force: bool = False) -> np.ndarray:
    """x.numpy(); `force` is x.detach().cpu().numpy()."""
    if not force:
        return array_of(tensor)
    with _disable_current_modes():
        return array_of(tensor.detach())


OF_ARRAYS: Mapping[str, Function] = MappingProxyType(
    {
        "from_numpy": Function("from_numpy", from_numpy, traced=False, keywords=frozenset()),
        "as_tensor": Function("as_tensor", as_tensor, keywords=frozenset({"dtype", "device"})),
        "asarray": Function("asarray", as_tensor, keywords=frozenset({"dtype", "device"})),
    }
)
"""What `torch` has for arrays of numpy."""
OF_TENSORS: Mapping[str, Function] = MappingProxyType(
    {"numpy": Function("numpy", numpy, traced=False, keywords=frozenset({"force"}))}
)
"""What a tensor has for numpy."""
