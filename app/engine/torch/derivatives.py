"""`torch.autograd.functional` and `gradcheck`: derivatives of a function that the program defines. torch calls the
function by itself and differentiates it aside: none of that is a pass of the run."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.autograd import functional, gradcheck, gradgradcheck
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.guard import check_argument
from app.engine.names.members import called
from app.engine.program.callbacks import Callback
from app.engine.program.functions import callable_of
from app.engine.program.objects import Function
from app.engine.runtime import Runtime
from app.errors import ProgramError, text

_CREATE = frozenset({"func", "inputs", "v", "create_graph", "strict"})
_CHECK = frozenset({"func", "inputs", "eps", "atol", "rtol", "raise_exception", "nondet_tol", "grad_outputs"})
_REAL: Mapping[str, tuple[Callable[..., Any], frozenset[str]]] = {
    "torch.autograd.functional.jacobian": (functional.jacobian, _CREATE),
    "torch.autograd.functional.hessian": (functional.hessian, _CREATE),
    "torch.autograd.functional.vjp": (functional.vjp, _CREATE),
    "torch.autograd.functional.jvp": (functional.jvp, _CREATE),
    "torch.autograd.functional.vhp": (functional.vhp, _CREATE),
    "torch.autograd.functional.hvp": (functional.hvp, _CREATE),
    "torch.autograd.gradcheck": (gradcheck, _CHECK),
    "torch.autograd.gradgradcheck": (gradgradcheck, _CHECK),
}


def derivatives(runtime: Runtime) -> Mapping[str, Function]:
    """The functions, by their dotted names."""
    return {
        name: Function(name.rpartition(".")[2], _aside(runtime, real), traced=False, keywords=keywords)
        for name, (real, keywords) in _REAL.items()
    }


def reentrant() -> ProgramError:
    """The answer to a backward pass inside another one."""
    return ProgramError(
        text("A backward pass can't start inside another one."),
        code="reentrant",
        hint=text("Leave it out of hooks and of the backward of a custom function."),
    )


def _aside(runtime: Runtime, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(func: Any, *given: Any, **named: Any) -> Any:
        if runtime.held.in_engine or torch._C._current_graph_task_id() != -1:  # also in hooks of modules
            raise reentrant()
        for argument in (*given, *named.values()):
            check_argument(argument)
        layer = called(func)
        function = Callback(runtime, layer.call if layer is not None else callable_of(func), in_engine=False)
        with _disable_current_modes():
            result = real(function, *given, **named)
        return _sized(runtime, result)

    return call


def _sized(runtime: Runtime, result: Any) -> Any:
    """Every tensor of tuples within tuples is within the limit."""
    waiting = [result]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting.extend(item)
        elif isinstance(item, torch.Tensor):
            runtime.sized(item)
    return result
