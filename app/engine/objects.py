"""What a program can hold besides tensors and plain values: functions from the tables, methods bound to a value, and
namespaces. Each is opaque: a program sees only what the literal tables say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the language. `traced` functions work on tensors and are recorded under their name."""

    name: str
    call: Callable[..., Any]
    traced: bool = True

    def __repr__(self) -> str:
        return f"<function {self.name}>"


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
    """What `torch.no_grad()` gives: whether gradients are recorded inside the `with` that it opens."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class Getter:
    """An attribute of a type that is not a method: how it is read."""

    read: Callable[[Any], Any]


OPAQUE = (Function, Method, Namespace)
