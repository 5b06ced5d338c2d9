"""`hasattr`, `getattr`, `setattr`, `delattr` for the program's own objects and classes: by tables, as a dot does."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.program.classes import ProgramClass
from app.engine.program.instances import CLASSES, OBJECTS, delete_attribute
from app.engine.program.objects import Found, Function, Getter, Made, Method
from app.errors import ProgramError, Refused, text
from app.lang.grammar import NAME

_NOTHING, _ABSENT = object(), object()


def _checked(owner: Any, name: Any) -> str:
    """The name, when it is one that may stand behind a dot.

    Raises:
        Refused: it reaches into Python.
        ProgramError: the value is not the program's own.
    """
    if type(name) is not str:
        raise TypeError("attribute name must be string")
    if not isinstance(owner, (Made, ProgramClass)):
        raise ProgramError(
            text("Attributes are looked up by name only on the program's own objects."),
            code="own-object",
            hint=text("Write x.name."),
        )
    if name.startswith("__") or name.endswith("__") or not NAME.fullmatch(name):
        raise Refused(text("'%(name)s' can't be the name of an attribute here.", name=name[:40]), code="dunder")
    return name


def _get(owner: Any, name: Any, default: Any = _NOTHING) -> Any:
    name = _checked(owner, name)
    try:
        return _found(owner, name, default)
    except ProgramError as error:
        if default is _NOTHING or not isinstance(error.raised, AttributeError):
            raise
        return default  # a property that has raised it


def _found(owner: Any, name: str, default: Any) -> Any:
    family = CLASSES if isinstance(owner, ProgramClass) else OBJECTS
    member = family.member(owner, name)
    if isinstance(member, Found):
        return member.value
    if isinstance(member, Getter):
        return member.read(owner)
    if isinstance(member, Function):
        return Method(member, owner)
    if member is None and default is _NOTHING:
        whose = f"type object '{owner.name}'" if isinstance(owner, ProgramClass) else f"'{type(owner).__name__}' object"
        raise AttributeError(f"{whose} has no attribute '{name}'")
    return default if member is None else member


def _has(owner: Any, name: Any) -> bool:
    return _get(owner, name, _ABSENT) is not _ABSENT


def _set(owner: Any, name: Any, value: Any) -> None:
    family = CLASSES if isinstance(owner, ProgramClass) else OBJECTS
    family.set(owner, _checked(owner, name), value)


def _delete(owner: Any, name: Any) -> None:
    _checked(owner, name)
    delete_attribute(owner, name)


def _function(name: str, call: Any) -> Function:
    return Function(name, call, traced=False, keywords=frozenset())


ATTRIBUTES: Mapping[str, Function] = MappingProxyType(
    {
        "hasattr": _function("hasattr", _has),
        "getattr": _function("getattr", _get),
        "setattr": _function("setattr", _set),
        "delattr": _function("delattr", _delete),
    }
)
