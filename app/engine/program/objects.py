"""What a program can hold besides tensors and plain values: functions from the tables, methods bound to a value, and
namespaces. Each is opaque: a program sees only what the literal tables say."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the language. `traced` functions work on tensors and are recorded under their name.

    `keywords` are the arguments that may be given by name; None leaves it to the language's common list. `shown` is how
    it prints.
    """

    name: str
    call: Callable[..., Any]
    traced: bool = True
    keywords: frozenset[str] | None = None
    shown: str = ""

    def __repr__(self) -> str:
        return self.shown or f"<function {self.name}>"


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Function):
    """A type of the library: called, it makes a value; `real` is what `isinstance` holds a value against."""

    real: type = object

    def __repr__(self) -> str:
        return f"<class '{self.name}'>" if self.real.__module__.startswith("app.") else repr(self.real)


class Callee:
    """What the program itself has made and can call: its functions, classes and methods; the interpreter enters it.
    What `binds` is a method when it is found on the class of an object."""

    __slots__ = ()
    binds: ClassVar[bool] = False

    @abstractmethod
    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call it; a GradwalkError says what went wrong."""


class Made:
    """Base of the real class of every object whose class the program defines: plain objects, layers, data sets.

    The real class holds just those operator methods that the program defines; `made_by` is the class that it sees."""

    __slots__ = ()
    made_by: ClassVar[Any]


class Instance(Made):
    """An object of a class that the program defines and that derives from nothing of torch's; what the program stores
    in it are its `fields`."""

    __slots__ = ("fields", "serial")

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.serial = 0

    def __hash__(self) -> int:
        """The number of the object in its run: a set of objects has the same order each time."""
        return self.serial

    def __repr__(self) -> str:
        return f"<__main__.{type(self).__qualname__} object>"


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of a type, bound to a value: `x.sum` before it is called."""

    function: Function
    owner: Any

    def __repr__(self) -> str:
        return f"<method {self.function.name}>"


@dataclass(frozen=True, slots=True, eq=False)
class Namespace:
    """A module as a program sees it: a name and a table."""

    name: str
    members: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<module {self.name}>"


@dataclass(frozen=True, slots=True)
class GradMode:
    """What `torch.no_grad()` gives: whether gradients are recorded inside the `with` that it opens, and, where that was
    changed at once, how it was `before`."""

    enabled: bool
    before: bool | None = None

    def __repr__(self) -> str:
        return f"<torch.autograd.grad_mode.{'enable' if self.enabled else 'no'}_grad object>"


@dataclass(frozen=True, slots=True)
class Getter:
    """An attribute of a type that is not a method: how it is read."""

    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Found:
    """An attribute that is a value by itself."""

    value: Any


OPAQUE = (Function, Method, Namespace, Callee)
