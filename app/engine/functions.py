"""Functions that a program defines itself: how their arguments find their parameters, and how deep they may call."""

import ast
import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor

from app.engine.frames import Frame, Return
from app.engine.guard import check_index
from app.engine.objects import Callee, Function, Instance, Method
from app.engine.runtime import Runtime
from app.errors import LimitExceeded, ProgramError, Span, text

DEEPEST = 300
"""Calls within calls."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of a function: names, how many of them go by position only, *rest and **named."""

    positional: tuple[str, ...]
    unnamed: int
    keyword_only: tuple[str, ...]
    rest: str | None
    named: str | None

    @classmethod
    def of(cls, arguments: ast.arguments) -> "Parameters":
        """Read them off the syntax."""
        return cls(
            tuple(argument.arg for argument in [*arguments.posonlyargs, *arguments.args]),
            len(arguments.posonlyargs),
            tuple(argument.arg for argument in arguments.kwonlyargs),
            arguments.vararg.arg if arguments.vararg else None,
            arguments.kwarg.arg if arguments.kwarg else None,
        )

    def names(self) -> list[str]:
        """All names that the parameters bind."""
        return [*self.positional, *self.keyword_only, *(name for name in (self.rest, self.named) if name)]


def callable_of(function: Any) -> Callable[..., Any]:
    """What a program gives where a function is wanted, as Python can call it."""
    if isinstance(function, Method):
        return partial(_checked(function.function), function.owner)
    if isinstance(function, Function):
        return _checked(function)
    if isinstance(function, (Callee, Instance)) and callable(function):
        return function
    raise ProgramError(
        text("A function is wanted here."), code="not-a-function", hint=text("Write its name without ().")
    )


def _checked(function: Function) -> Callable[..., Any]:
    """torch walks lists by recursion, so what goes in is looked at, as in a call that the program writes."""

    def call(*given: Any) -> Any:
        for argument in given:
            check_index(argument)
        return function.call(*given)

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

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Run the body in a frame of its own.

        Raises:
            ProgramError: the arguments do not fit the parameters.
            LimitExceeded: calls within calls go too deep.
        """
        frame = Frame(self.outer)
        self._bind(frame, given, named)
        runtime = self.runtime
        if runtime.depth >= DEEPEST:
            raise LimitExceeded(
                text("%(name)s calls itself more than %(limit)s times deep.", name=self.name, limit=DEEPEST),
                hint=text("Check where the recursion ends, or use a loop."),
                span=self.span,
            )
        runtime.depth += 1
        place = runtime.enter("function", self.name, self.span)
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

    def _bind(self, frame: Frame, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        parameters = self.parameters
        frame.update(self.defaults)
        frame.update(zip(parameters.positional, given, strict=False))
        by_name = {*parameters.positional[parameters.unnamed :], *parameters.keyword_only}
        taken = by_name.intersection(parameters.positional[: len(given)])
        if parameters.rest is not None:
            frame[parameters.rest] = given[len(parameters.positional) :]
        elif len(given) > len(parameters.positional):
            raise self._misfit(
                text(
                    "%(name)s takes %(most)s arguments, and here are %(count)s.",
                    name=self.name, most=len(parameters.positional), count=len(given),
                )
            )  # fmt: skip
        extra: dict[str, Any] = {}
        for name, value in named.items():
            if name in taken:
                raise self._misfit(
                    text("%(name)s gets the argument %(argument)s twice.", name=self.name, argument=name)
                )
            if name in by_name:
                frame[name] = value
            else:
                extra[name] = value
        if parameters.named is not None:
            frame[parameters.named] = extra
        elif extra:
            raise self._misfit(
                text("%(name)s has no argument %(argument)s.", name=self.name, argument=next(iter(extra)))
            )
        for name in (*parameters.positional, *parameters.keyword_only):
            if name not in frame:
                raise self._misfit(text("%(name)s needs the argument %(argument)s.", name=self.name, argument=name))
            value = frame[name]
            if isinstance(value, Tensor):
                self.runtime.pass_in(name, value)

    def _misfit(self, says: Any) -> ProgramError:
        hint = text("It is defined as %(name)s(%(names)s).", name=self.name, names=", ".join(self.parameters.names()))
        return ProgramError(says, code="arguments", hint=hint)
