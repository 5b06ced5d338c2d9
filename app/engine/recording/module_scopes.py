"""Calls of modules, torch's own and the program's, as places of the program: `net · Net`, and in it `fc1 · Linear`."""

from collections.abc import Callable, Iterable
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils.hooks import RemovableHandle

from app.engine.recording.records import Scope
from app.errors import Span

Enter = Callable[[str], int]
Leave = Callable[[int], None]
Call = tuple[Span | None, str, int]
Variables = Callable[[], Iterable[tuple[str, Any]]]


class ModuleScopes:
    """Between `install` and `remove` every call of a module is entered and left, also those that torch itself makes.

    What torch does after a call of the program's own code, in nn.Sequential for instance, is still part of the call
    that the program made of torch: `scope` is put back. `variables` are those of the program, which name its modules.
    """

    def __init__(self, enter: Enter, leave: Leave, scope: Scope, variables: Variables) -> None:
        self._enter = enter
        self._leave = leave
        self._scope = scope
        self._variables = variables
        self._inside: list[tuple[nn.Module, int, Call]] = []
        self._handles: list[RemovableHandle] = []

    def install(self) -> None:
        """From now on."""
        if not self._handles:
            self._handles = [
                register_module_forward_pre_hook(self._before),
                register_module_forward_hook(self._after, always_call=True),
            ]

    def remove(self) -> None:
        """No more."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        if self._inside:
            self._leave(self._inside[0][1])
            self._inside.clear()

    def _before(self, module: nn.Module, _: Any) -> None:
        scope = self._scope
        call = scope.span, scope.label, scope.call
        self._inside.append((module, self._enter(self._label(module)), call))

    def _after(self, module: nn.Module, _: Any, __: Any) -> None:
        while self._inside:
            inner, place, call = self._inside.pop()
            self._leave(place)
            self._scope.span, self._scope.label, self._scope.call = call
            if inner is module:
                return

    def _label(self, module: nn.Module) -> str:
        kind = type(module).__name__
        known = self._inside[-1][0].named_modules() if self._inside else self._variables()
        return next((f"{name} · {kind}" for name, value in known if value is module and name), kind)
