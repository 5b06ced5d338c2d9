"""`contextlib`: contexts that a program makes of generators, and those that pass over errors or do nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.engine.program.exceptions import catches
from app.engine.program.functions import UserFunction
from app.engine.program.generator_objects import GeneratorObject
from app.engine.program.objects import Callee, Function, Namespace
from app.errors import ProgramError, text


@dataclass(frozen=True, slots=True, eq=False)
class Managed:
    """A context: `enter` gives what `as` names, `leave` takes the error, if there is one, and says whether it is dealt
    with."""

    name: str
    enter: Callable[[], Any]
    leave: Callable[[ProgramError | None], bool]

    def __repr__(self) -> str:
        return f"<{self.name} object>"


class ContextMaker(Callee):
    """`@contextmanager`: a generator function each call of which gives a context."""

    __slots__ = ("function",)
    binds = True

    def __init__(self, function: Any) -> None:
        if not (isinstance(function, UserFunction) and function.steps):
            raise ProgramError(
                text("@contextmanager stands above a function with one 'yield'."),
                code="context",
                hint=text("Write yield where the block of the 'with' runs."),
            )
        self.function = function

    def __repr__(self) -> str:
        return repr(self.function)

    def __call__(self, /, *given: Any, **named: Any) -> Managed:
        """The context; the generator runs to its `yield` when the block is entered."""
        steps: GeneratorObject = self.function(*given, **named)
        return Managed(
            "contextlib._GeneratorContextManager", lambda: _entered(steps), lambda error: _left(steps, error)
        )


def _entered(steps: GeneratorObject) -> Any:
    try:
        return next(steps)
    except StopIteration:
        raise RuntimeError("generator didn't yield") from None


def _left(steps: GeneratorObject, error: ProgramError | None) -> bool:
    thrown = error.raised if error is not None else None
    try:
        if error is None:
            next(steps)
        else:
            steps.throw(error)
    except StopIteration:
        return error is not None
    except ProgramError as other:
        if error is None or other.raised is not error.raised:
            raise
        error.raised = thrown  # it has let the error through; a StopIteration has become a RuntimeError on the way
        return False
    raise RuntimeError("generator didn't stop" if error is None else "generator didn't stop after throw()")


def _suppress(*kinds: Any) -> Managed:
    def leave(error: ProgramError | None) -> bool:
        return error is not None and error.raised is not None and catches(kinds, error.raised)

    return Managed("contextlib.suppress", lambda: None, leave)


def _null(enter_result: Any = None) -> Managed:
    return Managed("contextlib.nullcontext", lambda: enter_result, lambda _: False)


def _function(name: str, call: Any, *keywords: str) -> Function:
    return Function(f"contextlib.{name}", call, traced=False, keywords=frozenset(keywords))


_NAMES: Mapping[str, Function] = {
    "contextmanager": _function("contextmanager", lambda function: ContextMaker(function)),
    "nullcontext": _function("nullcontext", _null, "enter_result"),
    "suppress": _function("suppress", _suppress),
}
CONTEXTLIB = Namespace("contextlib", MappingProxyType(_NAMES))
