"""Functions that a program defines itself: how their arguments find their parameters, and how deep they may call."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from torch import Tensor

from app.engine.guard import check_index, check_sizes
from app.engine.names.families import Family
from app.engine.program.frames import HANDLED, Frame, Return
from app.engine.program.generator_objects import GeneratorObject
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Callee, Found, Function, Made, Method
from app.engine.program.parameters import Parameters
from app.engine.runtime import Runtime
from app.errors import GradwalkError, LimitExceeded, ProgramError, Span, text

DEEPEST = 300
"""Calls within calls."""


def renamed(function: Any, like: Any) -> Any:
    """`functools.wraps(like)(function)`: the function under the name of the other."""
    if isinstance(function, UserFunction) and isinstance(like, UserFunction):
        return replace(function, name=like.name, qualname=like.qualname, fields={**function.fields, **like.fields})
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
    fields: dict[str, Any] = field(default_factory=dict)
    """Its attributes, as a program has set them."""
    steps: bool = False
    """Whether it yields: a call makes an iterator, which runs the body step by step."""

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    @property
    def path(self) -> str:
        """Its name, and before it the class that it was defined in: `Net.forward`."""
        return self.name if self.name == "lambda" else self.qualname.rpartition("<locals>.")[2]

    def label(self) -> str:
        """What its calls go by among the places of the program."""
        return self.path

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
            return GeneratorObject(self.body(frame), partial(self.advance, frame), self._abandoned, *sources)
        runtime.depth += 1
        place = runtime.places.enter("function", self.label, self.span, frame)
        try:
            signal = self.body(frame)
        finally:
            runtime.depth -= 1
            runtime.places.leave(place)
            if runtime.passes.curves.inside:
                runtime.passes.curves.ended(frame)
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

    def _abandoned(self, close: Callable[[], None]) -> None:
        """Nobody can go on with one of its generators: it is closed, unless the run is over. What goes wrong meanwhile
        is nobody's, as in Python; what ends the run ends it soon."""
        runtime = self.runtime
        if runtime.over or runtime.deadline.lost is not None:
            return
        try:
            runtime.deadline.count(self.span)
            close()
        except GradwalkError as error:
            error.__traceback__ = error.__context__ = None  # in a circle with the frames of whoever let go of it
            if not (isinstance(error, ProgramError) and error.raised is not None):
                runtime.deadline.lose(error)
        except (RuntimeError, MemoryError):
            return

    def advance(self, frame: Frame, resume: Callable[[], Any]) -> Any:
        """Run the body up to its next `yield`: `resume` goes on with it, in the handler where it stands, if any.

        Raises:
            StopIteration: the body has ended.
            LimitExceeded: generators within generators go too deep.
        """
        runtime = self.runtime
        if runtime.depth >= DEEPEST:
            raise self._too_deep()
        runtime.depth += 1
        place, handled = runtime.places.enter("function", self.label, self.span), runtime.handled
        runtime.handled = frame.get(HANDLED, handled)
        try:
            return resume()
        except StopIteration as end:
            raise StopIteration(*([end.value.value] if isinstance(end.value, Return) else [])) from None
        except ProgramError as error:
            if isinstance(error.raised, StopIteration):
                error.raised = RuntimeError("generator raised StopIteration")
            raise
        finally:
            runtime.depth -= 1
            runtime.handled = handled
            runtime.places.leave(place)


def _attribute(function: Any, name: str) -> Found | None:
    return Found(function.fields[name]) if name in function.fields else None


def _set_attribute(function: Any, name: str, value: Any) -> None:
    function.fields[name] = value


def _delete_attribute(function: Any, name: str) -> None:
    if name not in function.fields:
        raise AttributeError(f"'function' object has no attribute '{name}'")
    del function.fields[name]


FUNCTIONS = Family(_attribute, lambda function: function.fields.keys(), _set_attribute, delete=_delete_attribute)
"""What a program has set on its own functions."""
