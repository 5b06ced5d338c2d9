"""The methods that a data class has without writing them: fields in, functions of the interpreter's kind out."""

import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.engine.guard import check_nesting, compared
from app.engine.names.families import Family, table_family
from app.engine.program.frames import Frame
from app.engine.program.functions import DEEPEST
from app.engine.program.objects import Callee, Getter
from app.engine.program.parameters import Parameters
from app.engine.runtime import Runtime
from app.errors import LimitExceeded, text


class _Missing:
    """What a field has that no default was given."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


@dataclass(frozen=True, eq=False)
class DataField:
    """One field: its default, or what makes it, and where it takes part."""

    name: str
    default: Any = MISSING
    factory: Callable[[], Any] | None = None
    init: bool = True
    repr: bool = True
    compare: bool = True

    def __repr__(self) -> str:
        return f"<field {self.name}>"


DATA_FIELDS: Family = table_family(
    MappingProxyType({"name": Getter(lambda field: field.name), "default": Getter(lambda field: field.default)})
)


class Initialising(Callee):
    """The `__init__`: one parameter for each field; it keeps them, and calls `__post_init__` where there is one."""

    binds = True

    def __init__(self, qualname: str, fields: tuple[DataField, ...]) -> None:
        self.fields = fields
        self.qualname = qualname
        asked = [field for field in fields if field.init]
        self.parameters = Parameters(("self", *(field.name for field in asked)), 0, (), None, None, True)
        self.defaults = {field.name: field.default for field in asked if _has_default(field)}
        late = next((name for name in _without_default_after_one(asked)), None)
        if late is not None:
            raise TypeError(f"non-default argument '{late}' follows default argument")

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Make the fields of an object."""
        frame = Frame()
        self.parameters.bind(frame, given, named, self.defaults, f"{self.qualname}.__init__")
        owner = frame["self"]
        for field in self.fields:
            value = frame.get(field.name, field.default)
            if value is MISSING and field.factory is not None:
                value = field.factory()
            if value is not MISSING:
                owner.fields[field.name] = value
        after = type(owner).made_by.find("__post_init__")
        if after is not None:
            after(owner)


def _has_default(field: DataField) -> bool:
    return field.default is not MISSING or field.factory is not None


def _without_default_after_one(fields: list[DataField]) -> Iterator[str]:
    seen = False
    for field in fields:
        seen = seen or _has_default(field)
        if seen and not _has_default(field):
            yield field.name


class _OfFields(Callee):
    """A method that goes through the fields; Python calls it by recursion where objects hold each other."""

    binds = True

    def __init__(self, fields: tuple[DataField, ...], runtime: Runtime) -> None:
        self.fields = fields
        self.runtime = runtime

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        if self.runtime.depth >= DEEPEST:
            raise LimitExceeded(text("The program is nested too deeply."))
        self.runtime.depth += 1
        try:
            yield
        finally:
            self.runtime.depth -= 1

    def _values(self, owner: Any) -> tuple[Any, ...]:
        found = tuple(owner.fields[field.name] for field in self.fields)
        check_nesting(found)
        return found


class Showing(_OfFields):
    """The `__repr__`: Point(x=1, y=2)."""

    def __call__(self, owner: Any, /) -> str:
        """The text of an object."""
        shown = [field for field in self.fields if field.repr]
        with self._deeper():
            parts = [f"{field.name}={_text(owner.fields[field.name])}" for field in shown]
        return f"{type(owner).__qualname__}({', '.join(parts)})"


def _text(value: Any) -> str:
    check_nesting(value)
    return repr(value)


class Hashing(_OfFields):
    """The `__hash__` of a frozen class."""

    def __call__(self, owner: Any, /) -> int:
        """The number of an object."""
        with self._deeper():
            return hash(compared(self._values(owner)))


_ORDERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "__eq__": operator.eq, "__lt__": operator.lt, "__le__": operator.le, "__gt__": operator.gt, "__ge__": operator.ge,
}  # fmt: skip


class Comparing(_OfFields):
    """A comparison: as tuples of the fields, between objects of one class."""

    def __init__(self, name: str, fields: tuple[DataField, ...], runtime: Runtime) -> None:
        super().__init__(fields, runtime)
        self.compare = _ORDERS[name]

    def __call__(self, owner: Any, other: Any, /) -> Any:
        """What the comparison says; NotImplemented between different classes."""
        if type(owner) is not type(other):
            return NotImplemented
        with self._deeper():
            return self.compare(self._values(owner), self._values(other))
