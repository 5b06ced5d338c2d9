"""Functions of torch that a program gets in our own version: where torch's own would write outside a tensor, reach
another device, or lose what a learner expects. `library` finds each by its spelling."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from app.engine.torch.devices import to
from app.engine.torch.making import OWN_MAKING
from app.errors import ProgramError, text

_MOST = 4_096


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


def windowed(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of windows or sizes; torch computes with what it is given before it looks whether it fits."""

    def call(input: Tensor, *given: Any, **named: Any) -> Any:
        _check_sizes([*given, *named.values()])
        return function(input, *given, **named)

    return call


def _check_sizes(values: list[Any]) -> None:
    numbers = [item for value in values for item in (value if isinstance(value, (list, tuple)) else [value])]
    if any(type(number) is int and not 0 <= number <= _MOST for number in numbers):
        raise ProgramError(
            text("The sizes of the windows are out of range."),
            code="arguments",
            hint=text("Use whole numbers from 0 to %(most)s.", most=_MOST),
        )


def repeat_interleave(input: Tensor, repeats: Any = None, dim: Any = None) -> Tensor:
    """torch.repeat_interleave, without the size of the result that torch would believe unseen."""
    return torch.repeat_interleave(input) if repeats is None else torch.repeat_interleave(input, repeats, dim)


WRITING = frozenset(
    f"torch.{name}"
    for name in (
        "add sub mul div mm mv bmm matmul dot pow exp log sqrt abs neg sin cos tanh sigmoid sum mean cat stack".split()
    )
)
"""The spellings that may write their result into a tensor that is there."""


def writing(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function with `out=`: the result is copied, which the version counter of `out` sees, and nothing is resized."""

    def call(*given: Any, out: Any = None, **named: Any) -> Any:
        result = function(*given, **named)
        if out is None:
            return result
        if not isinstance(out, Tensor) or out.shape != result.shape or out.dtype != result.dtype:
            raise ProgramError(
                text("out= must be a tensor of the result's own shape and dtype."),
                code="arguments",
                hint=text("Leave it out, and give the result a name: z = torch.add(x, y)."),
            )
        if out.requires_grad or result.requires_grad:
            raise ProgramError(
                text("out= does not work where gradients are recorded."),
                code="arguments",
                hint=text("Leave it out, and give the result a name: z = torch.add(x, y)."),
            )
        return out.copy_(result)

    return call


def view(tensor: Tensor, *shape: Any, **named: Any) -> Tensor:
    """x.view(shape or dtype). Whole numbers don't share memory with decimal ones: they may be indices that a function
    has saved, and what is written to the `.data` of decimal ones is not counted."""
    for kind in (*shape, *named.values()):
        if isinstance(kind, torch.dtype) and kind.is_floating_point != tensor.dtype.is_floating_point:
            raise ProgramError(
                text("The bits of decimal numbers can't be seen as whole numbers here, nor the other way round."),
                code="arguments",
                hint=text("To convert the numbers write x.to(dtype)."),
            )
    return tensor.view(*shape, **named)


_F = torch.nn.functional
OWN: dict[str, Callable[..., Any]] = {
    **OWN_MAKING,
    "Tensor.to": to,
    "Tensor.view": view,
    "torch.repeat_interleave": repeat_interleave,
    "Tensor.repeat_interleave": repeat_interleave,
    "F.max_pool1d": pool(_F.max_pool1d),
    "F.max_pool2d": pool(_F.max_pool2d),
    "F.max_pool3d": pool(_F.max_pool3d),
    "F.avg_pool1d": windowed(_F.avg_pool1d),
    "F.avg_pool2d": windowed(_F.avg_pool2d),
    "F.avg_pool3d": windowed(_F.avg_pool3d),
    "F.adaptive_avg_pool1d": windowed(_F.adaptive_avg_pool1d),
    "F.adaptive_avg_pool2d": windowed(_F.adaptive_avg_pool2d),
    "F.adaptive_max_pool1d": windowed(_F.adaptive_max_pool1d),
    "F.adaptive_max_pool2d": windowed(_F.adaptive_max_pool2d),
    "F.lp_pool1d": windowed(_F.lp_pool1d),
    "F.lp_pool2d": windowed(_F.lp_pool2d),
    "F.unfold": windowed(_F.unfold),
    "F.fold": windowed(_F.fold),
    "F.interpolate": windowed(_F.interpolate),
    "F.upsample": windowed(_F.upsample),
    "F.conv3d": windowed(_F.conv3d),
    "torch.conv3d": windowed(torch.conv3d),
    "F.conv_transpose1d": windowed(_F.conv_transpose1d),
    "F.conv_transpose2d": windowed(_F.conv_transpose2d),
    "F.conv_transpose3d": windowed(_F.conv_transpose3d),
}
"""By spelling; what is not here is torch's own."""
