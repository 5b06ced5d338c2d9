"""Calls of modules, torch's own and the program's, as places of the program: `Net`, and in it `fc1 · Linear`."""

from collections.abc import Callable
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils.hooks import RemovableHandle

Enter = Callable[[str], int | None]
Leave = Callable[[int | None], None]


class ModuleScopes:
    """Between `install` and `remove` every call of a module is entered and left, also those that torch itself makes."""

    def __init__(self, enter: Enter, leave: Leave) -> None:
        self._enter = enter
        self._leave = leave
        self._inside: list[tuple[nn.Module, int | None]] = []
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
        self._inside.clear()

    def _before(self, module: nn.Module, _: Any) -> None:
        self._inside.append((module, self._enter(self._label(module))))

    def _after(self, module: nn.Module, _: Any, __: Any) -> None:
        while self._inside:
            inner, before = self._inside.pop()
            self._leave(before)
            if inner is module:
                return

    def _label(self, module: nn.Module) -> str:
        kind = type(module).__name__
        if self._inside:
            for name, child in self._inside[-1][0].named_children():
                if child is module:
                    return f"{name} · {kind}"
        return kind
