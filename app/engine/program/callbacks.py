"""Functions of the program that torch calls in the middle of its own work: hooks, and what custom functions define."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from app.engine.runtime import Runtime
from app.errors import ProgramError, text


@contextmanager
def aside(runtime: Runtime, *, in_engine: bool) -> Iterator[None]:
    """What runs inside is no part of what is recorded, unless torch records its own backward pass, and it may not
    differentiate. `in_engine`: torch is in the middle of a backward pass; where those start within each other, it goes
    on in another thread."""
    passes, scope, held, places = runtime.passes, runtime.scope, runtime.held, runtime.places
    before = (passes.recording, passes.differentiating, places.grouping, scope.span, scope.group, held.in_engine)
    held.in_engine = held.in_engine or in_engine
    passes.recording = passes.recording and torch._C._len_torch_dispatch_stack() > 0
    places.grouping = places.grouping and passes.recording
    passes.differentiating = True
    try:
        yield
    finally:
        passes.recording, passes.differentiating, places.grouping, scope.span, scope.group, held.in_engine = before


def given_on(gradient: Any) -> Any:
    """A gradient as a program gets it: the same numbers as another tensor, for where its shape is changed in place, the
    kernels of torch that read it next would not look again."""
    if not isinstance(gradient, Tensor):
        return gradient
    return gradient.view_as(gradient) if gradient.requires_grad else gradient.detach()


class Callback:
    """A function of the program as torch calls it. `close` lets go of the program when its run is over: torch and the
    function may hold each other, where Python's collector can't see it."""

    def __init__(self, runtime: Runtime, function: Callable[..., Any], *, in_engine: bool = True) -> None:
        self.runtime: Runtime | None = runtime
        self.in_engine = in_engine
        self.function: Callable[..., Any] | None = function
        runtime.held.add(self)

    def __call__(self, *given: Any) -> Any:
        """Call the function; what it raises goes through torch and reaches the line that called torch."""
        if self.function is None or self.runtime is None:
            raise ProgramError(text("The program of this hook is over."), code="hook")
        with aside(self.runtime, in_engine=self.in_engine):
            return self.function(*given)

    def close(self) -> None:
        """Forget the function, and the run, which holds the variables of the program."""
        self.function = self.runtime = None
