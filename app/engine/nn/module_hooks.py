"""Hooks of modules: functions of the program that torch calls around a module's forward and backward pass."""

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn
from torch.utils.hooks import RemovableHandle

from app.engine.guard import check_argument
from app.engine.program.callbacks import Callback, given_on
from app.engine.program.classes import BoundMethod
from app.engine.program.functions import UserFunction, callable_of
from app.engine.program.objects import Function
from app.engine.runtime import Runtime


class Handle:
    """What registering a hook gives: it can take the hook off again, and shows no address."""

    __slots__ = ("_real",)

    def __init__(self, real: RemovableHandle) -> None:
        self._real = real

    def __repr__(self) -> str:
        return "<RemovableHandle object>"

    def remove(self) -> None:
        """Take the hook off."""
        self._real.remove()


HANDLE_MEMBERS: Mapping[str, Function] = {
    "remove": Function("remove", Handle.remove, traced=False, keywords=frozenset())
}


def _checked(hook: Any) -> Callable[..., Any]:
    """What a hook gives back goes into torch's own code."""
    function = callable_of(hook)

    def call(*given: Any, **named: Any) -> Any:
        result = function(*given, **named)
        check_argument(result)
        return result

    return call


class _OfModule(Callback):
    """A hook around the backward pass of a module: torch keeps the module for ever once it has called one."""

    def __init__(self, runtime: Runtime, function: Callable[..., Any]) -> None:
        super().__init__(runtime, function)
        self.modules: dict[int, nn.Module] = {}

    def __call__(self, module: nn.Module, *given: Any) -> Any:
        """Call the function."""
        self.modules[id(module)] = module
        return super().__call__(module, *given)

    def close(self) -> None:
        """Forget the function, and empty the modules."""
        super().close()
        for module in self.modules.values():
            for table in (module._parameters, module._buffers, module._modules):
                table.clear()
        self.modules.clear()


def _backward(hook: Any) -> Callable[..., Any]:
    """A hook may turn the gradients that it is given in place, where the kernels of torch would not look again."""
    function, inner = _checked(hook), hook
    while isinstance(inner, BoundMethod):
        inner = inner.function
    if isinstance(inner, UserFunction):  # torch holds it where no collector sees it: it is closed in the end
        function = _OfModule(inner.runtime, function)

    def call(module: nn.Module, *gradients: Any) -> Any:
        return function(module, *(tuple(map(given_on, part)) for part in gradients))

    return call


def _registers(
    name: str, register: Callable[..., RemovableHandle], made: Callable[[Any], Callable[..., Any]] = _checked
) -> Function:
    def call(module: nn.Module, hook: Any) -> Handle:
        return Handle(register(module, made(hook)))

    return Function(name, call, traced=False, keywords=frozenset({"hook"}))


HOOKS: Mapping[str, Function] = {
    "register_forward_hook": _registers("register_forward_hook", nn.Module.register_forward_hook),
    "register_forward_pre_hook": _registers("register_forward_pre_hook", nn.Module.register_forward_pre_hook),
    "register_full_backward_hook": _registers(
        "register_full_backward_hook", nn.Module.register_full_backward_hook, _backward
    ),
    "register_backward_hook": _registers("register_backward_hook", nn.Module.register_backward_hook, _backward),
}
"""The members that register hooks."""
