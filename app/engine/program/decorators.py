"""Decorators: what stands behind '@', and what it makes of a function or a class."""

from typing import Any

import torch

from app.engine.program.classes import ClassMethod, Property, StaticMethod
from app.engine.program.functions import UserFunction, callable_of
from app.engine.program.generator_objects import GeneratorObject
from app.engine.program.objects import Callee, Function, GradMode


class InMode(Callee):
    """A function that records gradients, or does not, whenever it is called: `@torch.no_grad()`."""

    __slots__ = ("enabled", "function")
    binds = True

    def __init__(self, function: Any, enabled: bool) -> None:
        self.function = function
        self.enabled = enabled

    def __repr__(self) -> str:
        return repr(self.function)

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call the function in the mode."""
        with torch.set_grad_enabled(self.enabled):
            made = self.function(*given, **named)
        if isinstance(made, GeneratorObject) and isinstance(self.function, UserFunction) and self.function.steps:
            made.enabled = self.enabled
        return made


def decorated(decorator: Any, made: Any) -> Any:
    """What a decorator makes of a function or class."""
    if isinstance(decorator, GradMode):
        return InMode(callable_of(made), decorator.enabled)
    return callable_of(decorator)(made)


def grad_mode(name: str, enabled: bool) -> Function:
    """`torch.no_grad` and its relatives: called with nothing for a `with` or '@', or given the function itself."""

    def mode(function: Any = None) -> Any:
        plain = function is None or isinstance(function, bool)  # inference_mode(True)
        return GradMode(enabled ^ (function is False)) if plain else InMode(callable_of(function), enabled)

    return Function(name, mode, traced=False)


METHOD_KINDS = {
    "staticmethod": Function("staticmethod", lambda function: StaticMethod(function), traced=False),
    "classmethod": Function("classmethod", lambda function: ClassMethod(function), traced=False),
    "property": Function("property", lambda fget=None, fset=None, fdel=None: Property(fget, fset, fdel), traced=False),
}
"""What makes methods of another kind of the functions of a class."""
