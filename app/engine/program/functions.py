"""Functions that a program defines itself: how their arguments find their parameters, and how deep they may call."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from torch import Tensor

from app.engine.guard import check_index, check_sizes
from app.engine.program.frames import Frame, Return
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Callee, Function, Made, Method
from app.engine.program.parameters import Parameters
from app.engine.runtime import Runtime
from app.errors import LimitExceeded, ProgramError, Span, text

DEEPEST = 300
"""Calls within calls."""


def renamed(function: Any, like: Any) -> Any:
    """`functools.wraps(like)(function)`: the function under the name of the other."""
    if isinstance(function, UserFunction) and isinstance(like, UserFunction):
        return replace(function, name=like.name, qualname=like.qualname)
    return function


def callable_of(function: Any) -> Callable[..., Any]:
    """What a program gives where a function is wanted, as Python can call it."""
    if isinstance(function, Method):
        return partial(_checked(function.function), function.owner)
    if isinstance(function, Function):
        return _checked(function)
    if isinstance(function, (Callee, Made)) and callable(function):
        return function
    raise ProgramError(
        text("A function is wanted here."),
        code="not-a-function",
        hint=text("Write its name without ()."),
        raised=TypeError(f"'{type(function).__name__}' object is not callable"),
    )


def _checked(function: Function) -> Callable[..., Any]:
    """torch walks lists by recursion, so what goes in is looked at, as in a call that the program writes."""

    def call(*given: Any) -> Any:
        for argument in given:
            check_index(argument)
        result = function.call(*given)
        check_sizes(result)
        return result

    return call if function.traced else function.call


@dataclass(frozen=True, eq=False)
class UserFunction(Callee):
    """A function or lambda of the program: opaque to the program, called by the interpreter alone."""

    name: str
    parameters: Parameters
    defaults: dict[str, Any]
    body: Callable[[Frame], Any]
    outer: Frame
    runtime: Runtime
    span: Span
    qualname: str
    binds = True
    steps: bool = False
    """Whether it yields: a call makes an iterator, which runs the body step by step."""

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    @property
    def path(self) -> str:
        """Its name, and before it the class that it was defined in: `Net.forward`."""
        return self.name if self.name == "lambda" else self.qualname.rpartition("<locals>.")[2]

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Run the body in a frame of its own.

        Raises:
            ProgramError: the arguments do not fit the parameters.
            LimitExceeded: calls within calls go too deep.
        """
        frame = Frame(self.outer)
        self.parameters.bind(frame, given, named, self.defaults, self.qualname)
        runtime = self.runtime
        if runtime.passes.recording:
            for name, value in frame.items():
                if isinstance(value, Tensor):
                    runtime.pass_in(name, value)
        if runtime.depth >= DEEPEST:
            raise self._too_deep()
        if self.steps:
            sources = [value for value in (*given, *named.values()) if isinstance(value, Lazy)]
            steps = self.body(frame)
            return Lazy("generator", lambda *_: Stepping(steps, self), *sources)
        runtime.depth += 1
        place = runtime.enter("function", self.path, self.span)
        try:
            signal = self.body(frame)
        finally:
            runtime.depth -= 1
            runtime.leave(place)
            kept = frame.kept
            del frame
            if kept:
                gc.collect(0)  # a frame and the functions made in it hold each other, and perhaps large tensors
        return signal.value if isinstance(signal, Return) else None

    def _too_deep(self) -> LimitExceeded:
        return LimitExceeded(
            text("%(name)s calls itself more than %(limit)s times deep.", name=self.name, limit=DEEPEST),
            hint=text("Check where the recursion ends, or use a loop."),
            span=self.span,
        )

    def step(self, steps: Iterator[Any]) -> Any:
        """Run the body up to its next `yield`.

        Raises:
            StopIteration: the body has ended.
            LimitExceeded: generators within generators go too deep.
        """
        runtime = self.runtime
        if runtime.depth >= DEEPEST:
            raise self._too_deep()
        runtime.depth += 1
        place = runtime.enter("function", self.path, self.span)
        try:
            return next(steps)
        except StopIteration as end:
            raise StopIteration(*([end.value.value] if isinstance(end.value, Return) else [])) from None
        except ProgramError as error:
            if isinstance(error.raised, StopIteration):
                error.raised = RuntimeError("generator raised StopIteration")
            raise
        finally:
            runtime.depth -= 1
            runtime.leave(place)


class Stepping:
    """The iterator that a generator function gives."""

    __slots__ = ("function", "steps")

    def __init__(self, steps: Iterator[Any], function: UserFunction) -> None:
        self.steps = steps
        self.function = function

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self.function.step(self.steps)
