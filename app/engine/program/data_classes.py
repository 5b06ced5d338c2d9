"""`dataclasses`: classes whose `__init__`, `__repr__` and comparisons follow from their annotated names."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, replace
from types import MappingProxyType
from typing import Any

from app.engine.guard import DEEPEST_LIST
from app.engine.program.classes import ProgramClass
from app.engine.program.functions import callable_of
from app.engine.program.generated_methods import MISSING, Comparing, DataField, Hashing, Initialising, Showing
from app.engine.program.objects import Function, Instance, Namespace
from app.engine.program.operators import operators_of
from app.engine.program.plain_objects import PLAIN
from app.engine.python.deep_copies import deep
from app.engine.runtime import Runtime
from app.errors import LimitExceeded, ProgramError, Refused, text

_ORDERS = ("__lt__", "__le__", "__gt__", "__ge__")
_SWITCHES = frozenset("init repr eq order frozen unsafe_hash slots match_args".split())


def _field(
    *, default: Any = MISSING, default_factory: Any = MISSING, init: Any = True, repr: Any = True, compare: Any = True,
    **unused: Any,
) -> DataField:  # fmt: skip
    """dataclasses.field(...)."""
    if unused.keys() - {"hash", "metadata"}:
        raise Refused(text("field() takes default, default_factory, init, repr and compare here."), code="arguments")
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    factory = None if default_factory is MISSING else callable_of(default_factory)
    return DataField("", default, factory, bool(init), bool(repr), bool(compare))


def own_data_classes(runtime: Runtime) -> Mapping[str, Function]:
    """The decorator of one run."""

    def data_class(kind: Any = None, /, **switches: Any) -> Any:
        if switches.keys() - _SWITCHES:
            raise Refused(text("dataclass() takes init, repr, eq, order and frozen here."), code="arguments")
        if kind is None:
            return Function("dataclass", lambda found: _completed(found, switches, runtime), traced=False)
        return _completed(kind, switches, runtime)

    return {"dataclasses.dataclass": Function("dataclass", data_class, traced=False)}


def _completed(kind: Any, switches: Mapping[str, Any], runtime: Runtime) -> ProgramClass:
    """The class with what a data class has."""
    if not isinstance(kind, ProgramClass) or kind.deriver.new is not PLAIN.new:
        raise ProgramError(
            text("Only plain classes of the program can be data classes here."),
            code="base", hint=text("Write an __init__ that keeps its arguments."),
        )  # fmt: skip
    fields = _fields_of(kind)
    kind.data_fields = fields
    for name, field in fields.items():
        if name in kind.own and field.factory is not None:
            del kind.own[name]
        elif field.default is not MISSING and name in kind.annotated:
            kind.own[name] = field.default
    if switches.get("frozen"):
        kind.deriver = replace(kind.deriver, set=_frozen, delete=_frozen)
    _add(kind, _methods(kind, tuple(fields.values()), switches, runtime), runtime)
    return kind


def _fields_of(kind: ProgramClass) -> dict[str, DataField]:
    """Those of the bases first, then its own, in order."""
    found: dict[str, DataField] = {}
    for base in reversed(kind.line[1:]):
        found |= base.data_fields or {}
    for name in kind.annotated:
        value = kind.own.get(name, MISSING)
        if isinstance(value, DataField):
            found[name] = replace(value, name=name)
        else:
            if type(value).__hash__ is None:
                says = f"mutable default {type(value)} for field {name} is not allowed: use default_factory"
                raise ValueError(says)
            found[name] = DataField(name, value)
    return found


def _methods(
    kind: ProgramClass, fields: tuple[DataField, ...], switches: Mapping[str, Any], runtime: Runtime
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if switches.get("init", True):
        made["__init__"] = Initialising(kind.real.__qualname__, fields)
    if switches.get("repr", True):
        made["__repr__"] = Showing(fields, runtime)
    compared = tuple(field for field in fields if field.compare)
    if switches.get("eq", True):
        made["__eq__"] = Comparing("__eq__", compared, runtime)
        made["__hash__"] = Hashing(compared, runtime) if switches.get("frozen") else None
    if switches.get("order"):
        made |= {name: Comparing(name, compared, runtime) for name in _ORDERS}
    return {name: method for name, method in made.items() if name not in kind.own}


def _add(kind: ProgramClass, methods: dict[str, Any], runtime: Runtime) -> None:
    kind.own.update(methods)
    for name, method in operators_of(methods, runtime).items():
        type.__setattr__(kind.real, name, method)


def _frozen(_: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _fields_known(kind: Any) -> dict[str, DataField] | None:
    """Those of a class of the program, or of the nearest base that is a data class."""
    line = kind.line if isinstance(kind, ProgramClass) else ()
    return next((base.data_fields for base in line if base.data_fields is not None), None)


def _kind_of(value: Any) -> Any:
    return value if isinstance(value, ProgramClass) else type(value).made_by if isinstance(value, Instance) else None


def _data_fields(value: Any) -> dict[str, DataField]:
    found = _fields_known(_kind_of(value))
    if found is None:
        raise TypeError("must be called with a dataclass type or instance")
    return found


@dataclass
class _Copying:
    """`asdict` and `astuple`: what is inside is copied too."""

    as_dict: bool
    depth: int = 0

    def copy(self, value: Any) -> Any:
        self.depth += 1
        if self.depth > DEEPEST_LIST:
            raise LimitExceeded(text("What is copied here is nested too deeply, or has too many parts."))
        try:
            return self._copied(value)
        finally:
            self.depth -= 1

    def _copied(self, value: Any) -> Any:
        fields = _fields_known(_kind_of(value)) if isinstance(value, Instance) else None
        if fields is not None:
            parts = {name: self.copy(value.fields[name]) for name in fields}
            return parts if self.as_dict else tuple(parts.values())
        if type(value) in (list, tuple):
            return type(value)(map(self.copy, value))
        if type(value) is dict:
            return {self.copy(key): self.copy(part) for key, part in value.items()}
        return deep(value)


def _instance(value: Any, name: str) -> Instance:
    if not isinstance(value, Instance) or _fields_known(_kind_of(value)) is None:
        raise TypeError(f"{name}() should be called on dataclass instances")
    return value


def _replaced(obj: Any, /, **changes: Any) -> Any:
    fields = _instance(obj, "replace").fields
    names = [name for name, field in _data_fields(obj).items() if field.init]
    return type(obj).made_by(**{**{name: fields[name] for name in names}, **changes})


def _function(name: str, call: Any) -> Function:
    return Function(name, call, traced=False)


DATA_CLASSES = Namespace(
    "dataclasses",
    MappingProxyType(
        {
            "field": _function("field", _field),
            "fields": _function("fields", lambda value: tuple(_data_fields(value).values())),
            "asdict": _function("asdict", lambda obj: _Copying(as_dict=True).copy(_instance(obj, "asdict"))),
            "astuple": _function("astuple", lambda obj: _Copying(as_dict=False).copy(_instance(obj, "astuple"))),
            "replace": _function("replace", _replaced),
            "is_dataclass": _function("is_dataclass", lambda obj: _fields_known(_kind_of(obj)) is not None),
        }
    ),
)
"""What needs no run; the decorator is added for each run."""
