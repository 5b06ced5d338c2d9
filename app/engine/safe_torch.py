"""Functions of torch that a program gets in our own version: where torch's own would write outside a tensor, reach
another device, or lose what a learner expects. `library` finds each by its spelling."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from app.errors import ProgramError, text

_MOST = 4_096


def tensor(data: Any, *more: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.tensor, as torch has it."""
    if more:
        rows = ", ".join(str(item) for item in (data, *more) if isinstance(item, (list, int, float)))[:80]
        raise ProgramError(
            text("tensor takes one list, and here are %(count)s things.", count=len(more) + 1),
            code="arguments",
            hint=text("Wrap the rows in one list: tensor([%(rows)s]).", rows=rows),
        )
    return torch.tensor(data, dtype=dtype, device=device, requires_grad=requires_grad)


def param(data: Any) -> Tensor:
    """A float32 leaf of any shape that requires grad."""
    if isinstance(data, Tensor):
        return data.detach().clone().to(torch.float32).requires_grad_()
    return torch.tensor(data, dtype=torch.float32, requires_grad=True)


def legacy_tensor(*data: Any) -> Tensor:
    """torch.Tensor([..]) of old tutorials: float32 numbers, or sizes of a tensor of zeros (torch leaves it unset)."""
    if len(data) == 1 and isinstance(data[0], (list, tuple)) and not isinstance(data[0], torch.Size):
        return torch.tensor(data[0], dtype=torch.float32)
    return torch.zeros(*data)


def to(tensor: Tensor, *places: Any, **named: Any) -> Tensor:
    """x.to(dtype or another tensor); of devices there is only the CPU."""
    if any(isinstance(place, str) and place != "cpu" for place in places):
        raise ProgramError(text("There is no device but 'cpu' here."), code="device", hint=text("Leave the call out."))
    return tensor.to(*places, **named)


def _whole_numbers(value: Any) -> list[int]:
    return [int(item) for item in (value if isinstance(value, (list, tuple)) else [value])]


def pool(function: Callable[..., Any]) -> Callable[..., Any]:
    """max_pool1d and 2d. With a dilation, padding or ceil_mode can make a window that covers nothing, for which torch
    writes an index outside the tensor."""

    def pooled(
        input: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        stride = kernel_size if stride is None else stride
        sizes = [_whole_numbers(value) for value in (kernel_size, stride, padding, dilation)]
        if any(not 0 <= number <= _MOST for numbers in sizes for number in numbers):
            raise ProgramError(text("The sizes of the windows are out of range."), code="arguments")
        if max(sizes[3]) > 1 and (max(sizes[2]) > 0 or ceil_mode):
            raise ProgramError(
                text("A pooling with dilation takes no padding and no ceil_mode here."),
                code="arguments",
                hint=text("Pad the input with F.pad first."),
            )
        return function(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)

    return pooled


def set_grad(tensor: Tensor, value: Any) -> None:
    """w.grad = value: a gradient has none of its own, so no circle can be closed, which would never be freed."""
    if isinstance(value, Tensor) and value is not tensor and value.is_leaf and value.grad is not None:
        raise ProgramError(
            text("What has a gradient itself can't be set as a gradient here."),
            code="assignment",
            hint=text("Set a copy: .detach().clone()."),
        )
    tensor.grad = value


def set_data(tensor: Tensor, value: Any) -> None:
    """w.data = value: only for leaves of decimal numbers, as updates use it. Whole numbers may be the indices that a
    function has saved for its backward pass. A function may have saved `tensor` too, and reads as many numbers as it
    had, so shape and dtype stay."""
    if not (tensor.is_leaf and tensor.is_floating_point() and isinstance(value, Tensor) and value.is_floating_point()):
        raise ProgramError(
            text("Only the .data of a leaf of decimal numbers can be set."),
            code="assignment",
            hint=text("Make a new tensor instead."),
        )
    if value.shape != tensor.shape or value.dtype != tensor.dtype:
        raise ProgramError(
            text("The .data of a tensor can only be set to numbers of the same shape and dtype."),
            code="assignment",
            hint=text("Make a new tensor instead."),
        )
    tensor.data = value if value.stride() == tensor.stride() else torch.empty_like(tensor).copy_(value).detach()


OWN: dict[str, Callable[..., Any]] = {
    "tensor": tensor,
    "param": param,
    "torch.tensor": tensor,
    "torch.Tensor": legacy_tensor,
    "torch.FloatTensor": legacy_tensor,
    "Tensor.to": to,
    "F.max_pool1d": pool(torch.nn.functional.max_pool1d),
    "F.max_pool2d": pool(torch.nn.functional.max_pool2d),
}
"""By spelling; what is not here is torch's own."""
