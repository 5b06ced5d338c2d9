"""`type(x)` and `object`: the type of a value as a program sees it."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.engine.names.namespaces import BARE, NAMESPACES
from app.engine.program.classes import ProgramClass
from app.engine.program.exceptions import EXCEPTIONS
from app.engine.program.functions import UserFunction
from app.engine.program.instances import super_of
from app.engine.program.lazy import Lazy
from app.engine.program.named_tuples import NamedRow
from app.engine.program.objects import Function, Kind, Made, Namespace
from app.engine.program.type_names import STAND_INS, type_name
from app.engine.torch.grad_functions import GradFn
from app.errors import ProgramError, text

OBJECT = Kind("object", lambda: _bare_object(), traced=False, real=object)


def _bare_object() -> Any:
    raise ProgramError(
        text("A bare object() has no use here."), code="arguments", hint=text("Write a class of your own.")
    )


class Kinds:
    """The types of one run, by real type: each type is always the same one, so `type(x) is T` holds."""

    def __init__(self, own: Iterable[Kind]) -> None:
        known = (*_kinds_of_library(), OBJECT, *EXCEPTIONS.values(), *own)
        self._by_real = {kind.real: kind for kind in known}
        self._stand_ins: dict[str, Kind] = {}

    def of(self, value: Any) -> Kind | ProgramClass:
        """`type(value)`."""
        if isinstance(value, Made):
            kind: ProgramClass = type(value).made_by
            return kind
        if isinstance(value, NamedRow):
            return type(value).kind
        if isinstance(value, GradFn):
            return self._stand_in(type(value.node).__name__)
        real = type if isinstance(value, (Kind, ProgramClass)) else type(value)
        ours = real.__module__.startswith("app.") and real not in self._by_real
        if isinstance(value, Lazy) or ours or (real in STAND_INS and real is not type):
            return self._stand_in(type_name(value))
        if real not in self._by_real:
            self._by_real[real] = Kind(real.__name__, _not_made, traced=False, real=real)
        return self._by_real[real]

    def _stand_in(self, name: str) -> Kind:
        """The type of what stands in for a value of Python's own: it prints as that, and nothing is of it."""
        if name not in self._stand_ins:
            real = type(name, (), {"__module__": "builtins"})
            self._stand_ins[name] = Kind(name, _not_made, traced=False, real=real)
        return self._stand_ins[name]


def _not_made(*_: Any, **__: Any) -> Any:
    raise ProgramError(text("A value of this type can't be made in this way."), code="arguments")


def _kinds_of_library() -> list[Kind]:
    waiting: list[Any] = [*NAMESPACES.values(), *BARE.values()]
    seen: set[int] = set()
    found = []
    while waiting:
        item = waiting.pop()
        if isinstance(item, Namespace) and id(item) not in seen:
            seen.add(id(item))
            waiting.extend(item.members.values())
        elif isinstance(item, Kind):
            found.append(item)
    return found


def own_kinds(kinds: Kinds) -> Mapping[str, Function]:
    """The functions of the language that deal in types."""

    def subclass(kind: Any, bases: Any) -> bool:
        wanted = bases if isinstance(bases, tuple) else (bases,)
        if not all(isinstance(item, (Kind, ProgramClass)) for item in (kind, *wanted)):
            raise TypeError("issubclass() arg 1 must be a class")
        return issubclass(kind.real, tuple(base.real for base in wanted))

    return {
        "type": Kind("type", lambda value: kinds.of(value), traced=False, real=type),
        "object": OBJECT,
        "issubclass": Function("issubclass", subclass, traced=False),
        "super": Function("super", super_of, traced=False),
    }


def name_of(value: Any) -> str | None:
    """What `value.__name__` gives; None: it has no name."""
    if isinstance(value, Kind):
        return value.real.__name__
    if isinstance(value, UserFunction):
        return "<lambda>" if value.name == "lambda" else value.name
    if isinstance(value, (ProgramClass, Function, Namespace)):
        return value.name
    return None
