"""Exceptions as a program sees them: Python's own by name, classes that derive from them, and what is raised."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from app.engine.names.families import Family, Member, not_settable
from app.engine.program.classes import Deriver, ProgramClass
from app.engine.program.objects import Getter, Kind, Made
from app.errors import ProgramError, Span, text

_CLASSES: tuple[type[BaseException], ...] = (
    Exception, ValueError, TypeError, ZeroDivisionError, RuntimeError, IndexError, KeyError, AttributeError, NameError,
    UnboundLocalError, AssertionError, NotImplementedError, StopIteration, OverflowError, FloatingPointError,
    ArithmeticError, LookupError, RecursionError, ImportError, ModuleNotFoundError, OSError, FileNotFoundError,
    FileExistsError, PermissionError,
    KeyboardInterrupt, GeneratorExit, EOFError, BaseException, Warning, UserWarning, DeprecationWarning, FutureWarning,
    RuntimeWarning,
)  # fmt: skip
_LONGEST = 200


def _maker(real: type[BaseException]) -> Callable[..., BaseException]:
    def make(*given: Any) -> BaseException:
        return real(*given)

    return make


EXCEPTIONS: Mapping[str, Kind] = MappingProxyType(
    {real.__name__: Kind(real.__name__, _maker(real), traced=False, real=real) for real in _CLASSES}
)
"""Python's exceptions, by name."""

MEMBERS: Mapping[str, Member] = MappingProxyType({"args": Getter(lambda error: error.args)})
_VALUE = Getter(lambda stop: stop.value)


def _member(error: Any, name: str) -> Member | None:
    return _VALUE if name == "value" and isinstance(error, StopIteration) else MEMBERS.get(name)


FAMILY = Family(_member, lambda _: MEMBERS.keys())
"""What a program may read of an exception that it has caught."""


@cache
def _base(real: type) -> type:
    return type(real.__name__, (Made, real), {})


def _new(kind: ProgramClass, given: tuple[Any, ...], _named: dict[str, Any]) -> Any:
    own: Any = kind.real
    if issubclass(own, OSError):  # whose own __new__ reads the arguments, where no __init__ does
        return OSError.__new__(own, *(() if kind.has("__init__") else given))
    return BaseException.__new__(own, *given)


def _initialise(error: BaseException, /, *given: Any, **named: Any) -> None:
    if named:
        raise TypeError(f"{type(error).__name__}() takes no keyword arguments")
    if isinstance(error, StopIteration):
        StopIteration.__init__(error, *given)
    else:
        BaseException.__init__(error, *given)


def _set(error: BaseException, name: str, value: Any) -> None:
    if name in MEMBERS:
        raise not_settable(name)
    error.__dict__[name] = value


def _delete(error: BaseException, name: str) -> None:
    if name not in error.__dict__:
        raise AttributeError(f"'{type(error).__name__}' object has no attribute '{name}'")
    del error.__dict__[name]


def _library_class(error: BaseException) -> type[BaseException]:
    return next(kind for kind in type(error).__mro__ if not issubclass(kind, Made) and issubclass(kind, BaseException))


EXCEPTION_CLASSES = Deriver(
    base=_base,
    new=_new,
    initialise=_initialise,
    fields=lambda error: error.__dict__,
    set=_set,
    delete=_delete,
    member=_member,
    methods={
        "__str__": lambda error: _library_class(error).__str__(error),
        "__repr__": lambda error: _library_class(error).__repr__(error),
    },
)
"""How a program's exceptions derive from Python's: their fields are in the object's own table, as in Python."""


def kind_of_exception(error: BaseException) -> Any:
    """The class of an exception as the program sees it."""
    if isinstance(error, Made):
        return type(error).made_by
    return next(EXCEPTIONS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in EXCEPTIONS)


def raised(value: Any, span: Span | None) -> ProgramError:
    """The error that `raise value` is.

    Raises:
        ProgramError: that is no exception.
    """
    if isinstance(value, (Kind, ProgramClass)) and issubclass(value.real, BaseException):
        value = value() if isinstance(value, ProgramClass) else value.call()
    if not isinstance(value, BaseException):
        return ProgramError(
            text("Only exceptions can be raised."),
            code="types", hint=text('Write raise ValueError("...").'), span=span,
            raised=TypeError("exceptions must derive from BaseException"),
        )  # fmt: skip
    name, words = type(value).__name__, _words(value)
    says = text("%(name)s: %(words)s", name=name, words=words) if words else text("%(name)s", name=name)
    return ProgramError(says, code="raised", hint=text("This line raises it."), span=span, raised=value)


def _words(value: BaseException) -> str:
    """The message, without a call of the program's own `__str__`."""
    parts = [str(part) for part in value.args if isinstance(part, (str, int, float))]
    return ", ".join(parts)[:_LONGEST]


def catches(kinds: Any, error: BaseException) -> bool:
    """Whether `except kinds` catches an exception.

    Raises:
        TypeError: those are no classes of exceptions.
    """
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    for kind in wanted:
        if not isinstance(kind, (Kind, ProgramClass)) or not issubclass(kind.real, BaseException):
            raise TypeError("catching classes that do not inherit from BaseException is not allowed")
    return any(isinstance(error, kind.real) for kind in wanted)
