"""`hasattr`, `getattr`, `setattr`, `delattr`: by the tables, as a dot does. What they set and delete belongs to the
program's own objects, classes and functions."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from torch import Tensor

from app.engine.names.families import Member
from app.engine.names.members import family_of
from app.engine.program.classes import ProgramClass
from app.engine.program.functions import UserFunction
from app.engine.program.objects import Found, Function, Getter, Made, Method, Namespace
from app.engine.program.settings import Settings
from app.engine.program.type_names import type_name
from app.errors import ProgramError, Refused, text
from app.lang.grammar import NAME

_NOTHING, _ABSENT = object(), object()


def _checked(name: Any) -> str:
    """The name, when it is one that may stand behind a dot.

    Raises:
        Refused: it reaches into Python.
    """
    if type(name) is not str:
        raise TypeError("attribute name must be string")
    if name.startswith("__") or name.endswith("__") or not NAME.fullmatch(name):
        raise Refused(text("'%(name)s' can't be the name of an attribute here.", name=name[:40]), code="dunder")
    return name


def _own(owner: Any) -> Any:
    if not isinstance(owner, (Made, ProgramClass, UserFunction, Settings)):
        raise ProgramError(
            text("Attributes are set by name only on the program's own objects."),
            code="own-object",
            hint=text("Write x.name = value."),
        )
    return owner


def _value(member: Member, owner: Any) -> Any:
    if isinstance(member, Found):
        return member.value
    if isinstance(member, Getter):
        return member.read(owner)
    return Method(member, owner) if isinstance(member, Function) else member


def _missing(owner: Any, name: str) -> Refused | ProgramError:
    """What Python says of an attribute that is not there; one that is there, and not in the tables, is refused."""
    ours = type(owner).__module__.startswith("app.") and not isinstance(owner, Namespace)  # all is in the tables
    own = ours or isinstance(owner, Made)
    if not own and (isinstance(owner, Namespace) or name in dir(type(owner)) or name in _fields(owner)):
        return Refused(text("'%(name)s' is not available here.", name=name[:40]), code="unknown-attribute")
    whose = f"type object '{owner.name}'" if isinstance(owner, ProgramClass) else f"'{type_name(owner)}' object"
    return ProgramError(
        text("This object has no attribute '%(name)s'.", name=name[:40]),
        code="attribute",
        hint=text("Give it a value first."),
        raised=AttributeError(f"{whose} has no attribute '{name}'"),
    )


def _fields(owner: Any) -> Mapping[str, Any]:
    return owner.__dict__ if hasattr(owner, "__dict__") else {}


def _set(owner: Any, name: Any, value: Any) -> None:
    family_of(_own(owner)).set(owner, _checked(name), value)


def _fields_of_settings(*owner: Any) -> dict[str, Any]:
    """vars(args): the settings as the dictionary that they are in."""
    if len(owner) == 1 and isinstance(owner[0], Settings):
        return owner[0].fields
    raise Refused(
        text("vars() shows only what argparse gives."),
        code="refused-name",
        hint=text("Keep the values in a dictionary: values = {'x': 1.0}."),
    )


def _delete(owner: Any, name: Any) -> None:
    family_of(_own(owner)).delete(owner, _checked(name))


def _function(name: str, call: Any) -> Function:
    return Function(name, call, traced=False, keywords=frozenset())


def _read(found: Callable[[Any, str], Any], owner: Any, name: Any, default: Any = _NOTHING) -> Any:
    """What `found` finds under a name, or the default where Python would say AttributeError."""
    name = _checked(name)
    try:
        value = found(owner, name)
    except (ProgramError, AttributeError) as error:  # a property that has raised it
        raised = error.raised if isinstance(error, ProgramError) else error
        if default is _NOTHING or not isinstance(raised, AttributeError):
            raise
        return default
    if value is not _ABSENT:
        return value
    missing = _missing(owner, name)
    if default is _NOTHING or isinstance(missing, Refused):
        raise missing
    return default


def attributes(of_tensors: Mapping[str, Function | Getter]) -> Mapping[str, Function]:
    """The functions of one run; `of_tensors` are the members of a tensor that touch the run itself."""

    def found(owner: Any, name: str) -> Any:
        if isinstance(owner, Namespace):
            return owner.members[name] if name in owner.members else _ABSENT
        member: Member | None = of_tensors.get(name) if isinstance(owner, Tensor) else None
        member = member or family_of(owner).member(owner, name)
        return _ABSENT if member is None else _value(member, owner)

    calls: dict[str, Callable[..., Any]] = {
        "vars": _fields_of_settings,
        "hasattr": lambda owner, name: _read(found, owner, name, _ABSENT) is not _ABSENT,
        "getattr": partial(_read, found),
        "setattr": _set,
        "delattr": _delete,
    }
    return {name: _function(name, call) for name, call in calls.items()}
