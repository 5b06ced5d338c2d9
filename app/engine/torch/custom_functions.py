"""Classes that derive from `torch.autograd.Function`: the program's `forward` and `backward` in, a real function of
torch out, which `.apply` calls and which is one node of the graph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable as once
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.names.families import Member
from app.engine.program.callbacks import aside, given_on
from app.engine.program.classes import Deriver, ProgramClass, StaticMethod
from app.engine.program.functions import UserFunction, callable_of
from app.engine.program.objects import Callee, Found, Function, Kind, Made, Namespace
from app.engine.runtime import Runtime
from app.engine.torch.function_contexts import Context
from app.engine.torch.held import Kept
from app.errors import ProgramError, Refused, text


@dataclass(frozen=True, eq=False)
class Once(Callee):
    """What `@once_differentiable` makes of a backward function."""

    function: Any

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call the function itself."""
        return callable_of(self.function)(*given, **named)


@dataclass(frozen=True)
class Again:
    """A custom function, to be called again with other numbers: forward and backward are the program's."""

    name: str
    real: Any

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(self, *given: Any) -> Any:
        """The results; what the program's forward raises fits no other numbers."""
        try:
            with _disable_current_modes():
                return self.real.apply(*given)
        except ProgramError as error:
            raise RuntimeError(error.problem.message.text) from error


@dataclass(eq=False)
class Apply(Callee):
    """`MyFunction.apply`."""

    kind: ProgramClass

    def __repr__(self) -> str:
        return f"<built-in method apply of {self.kind.name}>"

    @cached_property
    def runtime(self) -> Runtime:
        """The run that the class belongs to: its functions know it."""
        for part in self.kind.line:
            for item in part.own.values():
                while isinstance(item, (StaticMethod, Once)):
                    item = item.function
                if isinstance(item, UserFunction):
                    return item.runtime
        raise self._lacks("forward")

    @cached_property
    def real(self) -> Any:
        """torch's own class, which finds the program's functions when it is called."""
        backward: Callable[..., Any] = self._backward
        if isinstance(self._method("backward"), Once):
            backward = once(backward)
        methods = {"forward": staticmethod(self._forward), "backward": staticmethod(backward)}
        return type(self.kind.name, (torch.autograd.Function,), {"__module__": "__main__", **methods})

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call `forward`, as one operation of the graph."""
        if named:
            raise TypeError("apply() takes no keyword arguments")
        runtime = self.runtime
        self._method("backward")
        recorder, recording = runtime.recorder, runtime.passes.recording
        with _disable_current_modes():
            sources = recorder.sources(given) if recording else []
            results = self.real.apply(*given)
            outputs = [item for item in _listed(results) if isinstance(item, Tensor)]
            if recording:
                recorder.applied(self.kind.name, sources, outputs)
            runtime.applied(Again(self.kind.name, self.real), given, outputs)
        return runtime.sized(results)

    def _method(self, name: str) -> Any:
        found = self.kind.find(name)
        found = found.function if isinstance(found, StaticMethod) else found
        if found is None:
            raise self._lacks(name)
        return found

    def _lacks(self, name: str) -> ProgramError:
        return ProgramError(
            text("%(name)s has no %(method)s.", name=self.kind.name, method=name),
            code="custom-function",
            hint=text("Define it under @staticmethod: def %(method)s(ctx, ...).", method=name),
        )

    def _forward(self, real: Any, *given: Any) -> Any:
        real.kept = Kept()
        self.runtime.held.add(real.kept)
        context = Context(real, real.kept, in_forward=True)
        forward = callable_of(self._method("forward"))
        with aside(self.runtime, in_engine=False):
            if not self.kind.has("setup_context"):
                results = forward(context, *given)
            else:
                results = forward(*given)
                callable_of(self._method("setup_context"))(context, given, results)
        context.in_forward = False
        return results

    def _backward(self, real: Any, *arrived: Any) -> Any:
        context = Context(real, real.kept, in_forward=False)
        with aside(self.runtime, in_engine=True):
            sent = callable_of(self._method("backward"))(context, *map(given_on, arrived))
        return self._checked(_listed(sent), len(real.needs_input_grad))

    def _checked(self, sent: list[Any], wanted: int) -> tuple[Any, ...]:
        if any(item is not None and not isinstance(item, Tensor) for item in sent):
            raise ProgramError(
                text("The backward of %(name)s returns something that is no tensor.", name=self.kind.name),
                code="custom-function",
                hint=text("Return a tensor, or None, for each argument of forward."),
            )
        while len(sent) > wanted and sent[-1] is None:
            sent.pop()
        if len(sent) != wanted:
            raise ProgramError(
                text(
                    "The backward of %(name)s returns %(count)s gradients, but forward takes %(wanted)s arguments.",
                    name=self.kind.name, count=len(sent), wanted=wanted,
                ),
                code="custom-function",
                hint=text("Return one for each argument, and None where there is nothing to learn."),
            )  # fmt: skip
        return tuple(sent)


def _listed(results: Any) -> list[Any]:
    return list(results) if type(results) is tuple else [results]


def _class_member(kind: ProgramClass, name: str) -> Member | None:
    if name != "apply":
        return None
    made: Any = kind.real
    if "apply" not in made.__dict__:
        made.apply = Apply(kind)
    return Found(made.apply)


def _not_made(*_: Any, **__: Any) -> Any:
    raise Refused(
        text("A custom function is not made like an object."),
        code="custom-function",
        hint=text(
            "Put @staticmethod before forward and backward, give them ctx in place of self, and call Name.apply(x)."
        ),
    )


class CustomFunction(Made, torch.autograd.Function):
    """Base of the real classes that stand for the program's; no object of them is ever made."""

    __slots__ = ()


CUSTOM_FUNCTIONS = Deriver(
    base=lambda _: CustomFunction,
    new=_not_made,
    initialise=_not_made,
    fields=_not_made,
    set=_not_made,
    delete=_not_made,
    class_member=_class_member,
)
FUNCTION = Kind("torch.autograd.Function", _not_made, traced=False, real=torch.autograd.Function)
_NAMES = {"Function": FUNCTION, "once_differentiable": Function("once_differentiable", Once, traced=False)}
CUSTOM_NAMES: Mapping[str, Any] = MappingProxyType(
    {"Function": FUNCTION, "function": Namespace("torch.autograd.function", MappingProxyType(_NAMES))}
)
"""What `torch.autograd` has of custom functions."""
