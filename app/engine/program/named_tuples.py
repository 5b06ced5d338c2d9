"""`namedtuple` and `class Point(NamedTuple)`: tuples whose entries have names, made without running any text."""

import keyword
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from app.engine.basics.plain import listed
from app.engine.basics.plain_members import PLAIN_MEMBERS
from app.engine.guard import compared
from app.engine.names.families import Family, Member
from app.engine.program.classes import BoundMethod, Property
from app.engine.program.frames import Frame
from app.engine.program.objects import Callee, Found, Function, Kind
from app.engine.program.parameters import Parameters
from app.errors import ProgramError, Refused, text
from app.lang.grammar import NAME

_MOST_NAMES = 100


class NamedRow(tuple[Any, ...]):
    """Base of the real types of such tuples; `names` are those of the entries, `own` what a class body has besides."""

    __slots__ = ()
    names: ClassVar[tuple[str, ...]]
    own: ClassVar[Mapping[str, Any]]
    kind: ClassVar[Kind]

    def __repr__(self) -> str:
        parts = [f"{name}={value!r}" for name, value in zip(self.names, self, strict=True)]
        return f"{type(self).__name__}({', '.join(parts)})"


def named_row(name: str, names: Sequence[str], defaults: Mapping[str, Any], own: Mapping[str, Any]) -> Kind:
    """The type of tuples with these names.

    Raises:
        ValueError, TypeError: what Python says of the names and defaults.
    """
    _check_names([name, *names])
    _check_order(names, defaults)
    own = MappingProxyType(dict(own))
    namespace = {"__slots__": (), "__module__": "__main__", "names": tuple(names), "own": own}
    real: Any = type(name, (NamedRow,), namespace)
    parameters = Parameters(("_cls", *names), 0, (), None, None, True)

    def make(*given: Any, **named: Any) -> Any:
        frame = Frame()
        parameters.bind(frame, (None, *given), named, defaults, f"{name}.__new__")
        return tuple.__new__(real, [frame[part] for part in names])

    real.kind = Kind(name, make, traced=False, real=real)
    kind: Kind = real.kind
    return kind


def _check_names(names: Sequence[str]) -> None:
    if len(names) > _MOST_NAMES:
        raise ProgramError(text("A tuple with names has at most %(limit)s of them.", limit=_MOST_NAMES))
    for position, name in enumerate(names):
        if type(name) is not str:
            raise TypeError("Type names and field names must be strings")
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if keyword.iskeyword(name):
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
        if position and name.startswith("_"):
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in names[1:position]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
        if name.startswith("__") or name.endswith("__") or not NAME.fullmatch(name):
            raise Refused(text("'%(name)s' can't be the name of an attribute here.", name=name[:40]), code="dunder")


def _check_order(names: Sequence[str], defaults: Mapping[str, Any]) -> None:
    after = None
    for name in names:
        if name in defaults:
            after = name
        elif after is not None:
            raise TypeError(f"non-default namedtuple field {name} cannot follow default field {after}")


def _named_tuple(typename: Any, field_names: Any, *, defaults: Any = None) -> Kind:
    """collections.namedtuple("Point", "x y")."""
    names = field_names.replace(",", " ").split() if isinstance(field_names, str) else listed(field_names)
    values = [] if defaults is None else listed(defaults)
    if len(values) > len(names):
        raise TypeError("Got more default values than field names")
    return named_row(typename, names, dict(zip(names[len(names) - len(values) :], values, strict=True)), {})


def class_of_row(name: str, annotated: Sequence[str], members: Mapping[str, Any]) -> Kind:
    """What `class Point(NamedTuple)` makes: the annotated names in order, the values given to them, and its methods."""
    if any(key.startswith("__") for key in members):
        raise Refused(
            text("A class of named tuples has no methods with two underscores here."),
            hint=text("Write a plain class with an __init__."),
        )
    defaults = {key: value for key, value in members.items() if key in annotated}
    return named_row(name, annotated, defaults, {key: value for key, value in members.items() if key not in annotated})


def _replaced(row: Any, **named: Any) -> Any:
    unknown = [name for name in named if name not in row.names]
    if unknown:
        raise ValueError(f"Got unexpected field names: {unknown!r}")
    return type(row)([named.get(name, value) for name, value in zip(row.names, row, strict=True)])


def _method(name: str, call: Callable[..., Any]) -> Function:
    return Function(name, call, traced=False)


_METHODS: Mapping[str, Member] = MappingProxyType(
    {
        **PLAIN_MEMBERS[tuple],
        "_asdict": _method("_asdict", lambda row: dict(zip(row.names, row, strict=True))),
        "_replace": _method("_replace", _replaced),
    }
)


def _of_row(row: NamedRow, name: str) -> Member | None:
    if name in row.names:
        return Found(row[row.names.index(name)])
    if name in row.own:
        found = row.own[name]
        if isinstance(found, Property):
            return Found(found.get(row))
        return Found(BoundMethod(found, row) if isinstance(found, Callee) and found.binds else found)
    return Found(row.names) if name == "_fields" else _METHODS.get(name)


def of_row_type(kind: Kind, name: str) -> Member | None:
    """What the type of such tuples shows under a name."""
    real: Any = kind.real
    if name == "_fields":
        return Found(real.names)
    if name == "_make":
        return Found(_method("_make", lambda items: kind.call(*compared(listed(items)))))
    return Found(real.own[name]) if name in real.own else None


def _names(row: NamedRow) -> Iterable[str]:
    return (*row.names, *row.own, *_METHODS, "_fields")


NAMED_ROWS = Family(_of_row, _names)
NAMEDTUPLE = Function("namedtuple", _named_tuple, traced=False, keywords=frozenset({"defaults"}))
