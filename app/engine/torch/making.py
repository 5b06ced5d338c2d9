"""Our own versions of the functions that make tensors: short forms, and the spellings that old tutorials carry."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.engine.numpy.numpy_tensors import copied
from app.engine.program.objects import Kind
from app.engine.torch.devices import no_such_device
from app.errors import ProgramError, text

LEGACY: Mapping[str, torch.dtype] = MappingProxyType(
    {
        "FloatTensor": torch.float32,
        "DoubleTensor": torch.float64,
        "HalfTensor": torch.float16,
        "LongTensor": torch.int64,
        "IntTensor": torch.int32,
        "ShortTensor": torch.int16,
        "CharTensor": torch.int8,
        "ByteTensor": torch.uint8,
        "BoolTensor": torch.bool,
    }
)
"""The types of old: one for each dtype."""


def tensor(data: Any, *more: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.tensor, as torch has it."""
    if more:
        rows = ", ".join(str(item) for item in (data, *more) if isinstance(item, (list, int, float)))[:80]
        raise ProgramError(
            text("tensor takes one list, and here are %(count)s things.", count=len(more) + 1),
            code="arguments",
            hint=text("Wrap the rows in one list: tensor([%(rows)s]).", rows=rows),
            raised=TypeError(f"tensor() takes 1 positional argument but {len(more) + 1} were given"),
        )
    if isinstance(data, np.ndarray):
        return copied(data, dtype, requires_grad=requires_grad)
    return torch.tensor(data, dtype=dtype, device=device, requires_grad=requires_grad)


def param(data: Any) -> Tensor:
    """A float32 leaf of any shape that requires grad."""
    if isinstance(data, Tensor):
        return data.detach().clone().to(torch.float32).requires_grad_()
    return torch.tensor(data, dtype=torch.float32, requires_grad=True)


def variable(data: Any, requires_grad: bool = False, volatile: bool = False) -> Tensor:
    """Variable(x) of old tutorials: the same numbers as a leaf. Like `.data` it shares the version counter here."""
    if not isinstance(data, Tensor):
        raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
    return data.detach().requires_grad_(requires_grad and not volatile)


def legacy(dtype: torch.dtype | None) -> Callable[..., Tensor]:
    """torch.Tensor([..]), torch.LongTensor([..]) and so on; None stands for the default dtype. Sizes give zeros, where
    torch leaves the numbers unset."""

    def made(*data: Any, requires_grad: bool = False) -> Tensor:
        wanted = torch.get_default_dtype() if dtype is None else dtype
        if len(data) != 1 or isinstance(data[0], (torch.Size, int)):
            if not all(isinstance(size, (int, torch.Size)) and not isinstance(size, bool) for size in data):
                raise TypeError("new(): data must be one sequence, or whole numbers as sizes")
            return torch.zeros(*data or (0,), dtype=wanted, requires_grad=requires_grad)
        return _of_data(data[0], wanted).requires_grad_(requires_grad)

    return made


def _of_data(data: Any, dtype: torch.dtype) -> Tensor:
    if isinstance(data, Tensor):
        return data.detach()
    if not isinstance(data, (list, tuple, range, np.ndarray)):
        raise TypeError(f"new(): data must be a sequence (got {type(data).__name__})")
    if isinstance(data, np.ndarray):
        return copied(data, dtype)
    return torch.tensor(list(data) if isinstance(data, range) else data, dtype=dtype)


def new(tensor: Tensor, *data: Any) -> Tensor:
    """x.new(..) of old tutorials: a tensor of the same dtype."""
    return legacy(tensor.dtype)(*data)


def dtype_of(kind: Any) -> torch.dtype:
    """The dtype that torch.FloatTensor, 'torch.FloatTensor' or torch.float32 stands for."""
    if isinstance(kind, torch.dtype):
        return kind
    if isinstance(kind, Kind) and kind.real is Tensor:
        return torch.get_default_dtype()
    name = kind.real.__name__ if isinstance(kind, Kind) else kind if isinstance(kind, str) else ""
    if name.startswith("torch.cuda."):
        raise no_such_device()
    dtype = LEGACY.get(name.removeprefix("torch."))
    if dtype is None:
        raise TypeError("a dtype such as torch.float32 is wanted")
    return dtype


def as_type(tensor: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:  # noqa: ARG001  (as torch has it)
    """x.type() is the name of the tensor's type; x.type(torch.FloatTensor) is another one."""
    return tensor.type() if dtype is None else tensor.to(dtype_of(dtype))


OWN_MAKING: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "tensor": tensor,
        "param": param,
        "torch.tensor": tensor,
        "torch.Tensor": legacy(None),
        **{f"torch.{name}": legacy(dtype) for name, dtype in LEGACY.items()},
        "torch.empty": torch.zeros,
        "torch.empty_like": torch.zeros_like,
        "Tensor.new_empty": Tensor.new_zeros,
        "Tensor.new": new,
        "Tensor.type": as_type,
    }
)
"""By spelling."""
