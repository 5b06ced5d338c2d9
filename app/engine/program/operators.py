"""The operator methods that a program's class defines, as methods of its real class: Python's own protocols call them,
so reflected operators, truth, iteration and comparison are exactly Python's."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from torch.utils._python_dispatch import _get_current_dispatch_mode

from app.engine.program.objects import Callee
from app.engine.runtime import Runtime
from app.errors import ProgramError
from app.lang.dunders import OPERATORS

Method = Callable[..., Any]


class PassedStop(StopIteration):
    """A StopIteration of the program on its way through Python's own iteration; `origin` knows its line."""

    origin: ProgramError


class PassedIndex(IndexError):
    """An IndexError of the program on its way through Python's own iteration; `origin` knows its line."""

    origin: ProgramError


def operators_of(own: Mapping[str, Any], runtime: Runtime) -> dict[str, Any]:
    """The methods of the real class for what the body of a class has defined."""
    return {name: _operator(name, own[name], runtime) for name in sorted(OPERATORS & own.keys())}


def _operator(name: str, function: Any, runtime: Runtime) -> Method | None:
    if not isinstance(function, Callee):
        return None  # as Python has it: `__hash__ = None` says that there is no such operation
    if name in ("__repr__", "__str__"):
        return _words(function, runtime)
    if name == "__next__":
        return stopping(function)
    if name == "__getitem__":
        return _indexed(function)
    return _entered(function)


def _entered(function: Callee) -> Method:
    def method(self: Any, /, *given: Any, **named: Any) -> Any:
        return function(self, *given, **named)

    return method


def _words(function: Callee, runtime: Runtime) -> Method:
    def method(self: Any, /) -> Any:
        with watched(runtime):
            return function(self)

    return method


def watched(runtime: Runtime) -> AbstractContextManager[Any]:
    """Text is made while nothing is recorded; what a program's own `__repr__` computes is recorded and bounded."""
    if not runtime.passes.recording or _get_current_dispatch_mode() is not None:
        return nullcontext()
    return runtime.recorder


def stopping(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the program for Python's own iteration, which its StopIteration ends."""

    def call(*given: Any) -> Any:
        try:
            return function(*given)
        except ProgramError as error:
            if not isinstance(error.raised, StopIteration):
                raise
            stop = PassedStop(*error.raised.args)
            stop.origin = error
        raise stop

    return call


def _indexed(function: Callee) -> Method:
    def method(self: Any, key: Any, /) -> Any:
        try:
            return function(self, key)
        except ProgramError as error:
            if not isinstance(error.raised, (IndexError, StopIteration)):
                raise
            end = PassedIndex(*error.raised.args)
            end.origin = error
        raise end

    return method


def hooked(real: Any, name: str) -> None:
    """Let the real class call the program's method where the library calls its own; `name` is from a literal list."""

    def method(self: Any, /, *given: Any, **named: Any) -> Any:
        kind = type(self).made_by
        own = kind.deriver.fields(self).get(name)
        return kind.find(name)(self, *given, **named) if own is None else own(*given, **named)

    method.__name__ = name
    type.__setattr__(real, name, method)
