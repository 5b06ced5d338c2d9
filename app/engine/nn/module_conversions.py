"""What changes all parameters of a module at once: their dtype, their gradients, whether they require gradients."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from app.engine.basics.argument_checks import place
from app.engine.program.objects import Function
from app.engine.torch.devices import cuda
from app.errors import ProgramError, text


def _converted(module: nn.Module, dtype: torch.dtype | None) -> nn.Module:
    """torch sets .data, which the version counter does not notice; so it is told, and a backward pass through what the
    parameters were before fails in words rather than read numbers of another size."""
    if dtype is None:
        return module
    if not (dtype.is_floating_point or dtype.is_complex):
        raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}")
    changed = [
        tensor for tensor in (*module.parameters(), *module.buffers())
        if tensor.is_floating_point() and tensor.dtype != dtype
    ]  # fmt: skip
    torch.autograd.graph.increment_version(changed)
    return module.to(dtype)


def _to(module: nn.Module, *places: Any, device: Any = None, dtype: Any = None, non_blocking: bool = False) -> Any:
    """module.to(device, dtype) in any order, or .to(tensor)."""
    del non_blocking
    place("device", device)
    for given in places:
        if isinstance(given, torch.dtype):
            dtype = given
        elif isinstance(given, Tensor):
            dtype = given.dtype
        elif not isinstance(given, bool):
            place("device", given)
    return _converted(module, dtype)


def _no_device(name: str) -> Function:
    def refuse(*_: Any) -> None:
        raise ProgramError(
            text("There is only the CPU here."), code="device", hint=text("Leave .%(name)s() out.", name=name)
        )

    return Function(name, refuse, traced=False)


def _to_dtype(name: str, dtype: torch.dtype) -> Function:
    return Function(name, lambda module: _converted(module, dtype), traced=False, keywords=frozenset())


def _zero_grad(module: nn.Module, set_to_none: bool = True) -> None:
    module.zero_grad(bool(set_to_none))


def _requires_grad(module: nn.Module, requires_grad: bool = True) -> nn.Module:
    return module.requires_grad_(bool(requires_grad))


def _function(name: str, call: Callable[..., Any], keywords: str) -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


CONVERSIONS: Mapping[str, Function] = {
    "to": _function("to", _to, "device dtype non_blocking"),
    "cpu": _function("cpu", lambda module: module, ""),
    "type": _function("type", lambda module, dst_type: _to(module, dst_type), "dst_type"),
    "float": _to_dtype("float", torch.float32),
    "double": _to_dtype("double", torch.float64),
    "half": _to_dtype("half", torch.float16),
    "bfloat16": _to_dtype("bfloat16", torch.bfloat16),
    "cuda": Function("cuda", cuda, traced=False),
    "share_memory": _no_device("share_memory"),
    "zero_grad": _function("zero_grad", _zero_grad, "set_to_none"),
    "requires_grad_": _function("requires_grad_", _requires_grad, "requires_grad"),
}
"""The members that change every parameter."""
