"""Objects, classes and `super()` of a program: what stands under the name of an attribute, and how it is set."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from app.engine.names.families import Family, Member
from app.engine.program.classes import BoundMethod, ClassMethod, ProgramClass, Property, StaticMethod, Super
from app.engine.program.objects import Callee, Found, Function, Instance, Made
from app.engine.program.operators import hooked

CELL = ".class"
"""The name under which the methods of a class find the class itself: `super()` needs it."""
MISSING = object()
"""What is found where there is nothing."""


def attribute_of(owner: Any, name: str) -> Any:
    """The value of an attribute of an object of the program's own, or MISSING: its fields, then its class."""
    kind: ProgramClass = type(owner).made_by
    fields = owner.fields if isinstance(owner, Instance) else kind.deriver.fields(owner)
    if name in fields:
        return fields[name]
    for part in kind.line:
        if name in part.own:
            return bound(part.own[name], owner, kind)
    return MISSING


def bound(attribute: Any, owner: Any, kind: ProgramClass) -> Any:
    """What a class has, as it shows on one of its objects."""
    if isinstance(attribute, Callee) and attribute.binds:
        return BoundMethod(attribute, owner)
    if isinstance(attribute, Property):
        return attribute.get(owner)
    if isinstance(attribute, (StaticMethod, ClassMethod)):
        return of_class(attribute, kind)
    return attribute


def of_class(attribute: Any, kind: ProgramClass) -> Any:
    """What a class has, as it shows on the class itself."""
    if isinstance(attribute, StaticMethod):
        return attribute.function
    return BoundMethod(attribute.function, kind) if isinstance(attribute, ClassMethod) else attribute


def set_attribute(owner: Any, name: str, value: Any) -> None:
    """`owner.name = value`: through a property, or into the object's fields."""
    kind: ProgramClass = type(owner).made_by
    found = kind.find(name)
    if not isinstance(found, Property):
        kind.deriver.set(owner, name, value)
    elif found.set is None:
        raise AttributeError(f"property '{name}' of '{kind.name}' object has no setter")
    else:
        found.set(owner, value)


def delete_attribute(owner: Any, name: str) -> None:
    """`del owner.name`."""
    if isinstance(owner, ProgramClass):
        if name not in owner.own:
            raise AttributeError(f"type object '{owner.name}' has no attribute '{name}'")
        del owner.own[name]
        return
    kind: ProgramClass = type(owner).made_by
    found = kind.find(name)
    if isinstance(found, Property):
        if found.delete is None:
            raise AttributeError(f"property '{name}' of '{kind.name}' object has no deleter")
        found.delete(owner)
    else:
        kind.deriver.delete(owner, name)


def _of_object(owner: Any, name: str) -> Member | None:
    found = attribute_of(owner, name)
    if found is not MISSING:
        return Found(found)
    kind: ProgramClass = type(owner).made_by
    return kind.deriver.member(owner, name) or _library_method(kind, name, owner)


def _library_method(kind: ProgramClass, name: str, *owner: Any) -> Member | None:
    """A method of the type that the class derives from: of an object, or to be given one."""
    method = kind.deriver.initialise if name == "__init__" else kind.deriver.methods.get(name)
    if method is None:
        return None
    checked = _for_objects_of(kind, method)
    return Found(Function(name, partial(checked, *owner), traced=False))


def _for_objects_of(kind: ProgramClass, method: Callable[..., Any]) -> Callable[..., Any]:
    base = kind.real

    def call(owner: Any, /, *given: Any, **named: Any) -> Any:
        if not isinstance(owner, base):
            raise TypeError(f"an object of the class '{kind.name}' is wanted first")
        return method(owner, *given, **named)

    return call


def _names_of_object(owner: Any) -> Iterable[str]:
    kind: ProgramClass = type(owner).made_by
    yield from kind.deriver.fields(owner)
    for part in kind.line:
        yield from part.own
    yield from kind.deriver.names(owner)


def _of_class(kind: ProgramClass, name: str) -> Member | None:
    if kind.has(name):
        return Found(of_class(kind.find(name), kind))
    return kind.deriver.class_member(kind, name) or _library_method(kind, name)


def _set_of_class(kind: ProgramClass, name: str, value: Any) -> None:
    kind.own[name] = value
    if name in kind.deriver.hooks:
        hooked(kind.real, name)


def _of_super(asked: Super, name: str) -> Member | None:
    kind, owner = asked.class_of(), asked.owner
    position = kind.line.index(asked.kind)
    for part in kind.line[position + 1 :]:
        if name in part.own:
            found = part.own[name]
            return Found(of_class(found, kind) if owner is kind else bound(found, owner, kind))
    if owner is kind:
        return _library_method(kind, name)
    return _library_method(kind, name, owner) or kind.deriver.member(owner, name)


def super_of(kind: Any, owner: Any) -> Super:
    """`super(kind, owner)`.

    Raises:
        TypeError: the owner is no object of the class, nor a class that derives from it.
    """
    line = (
        owner.line if isinstance(owner, ProgramClass) else type(owner).made_by.line if isinstance(owner, Made) else ()
    )
    if not isinstance(kind, ProgramClass) or kind not in line:
        raise TypeError("super(type, obj): obj must be an instance or subtype of type")
    return Super(kind, owner)


def _called(owner: Any) -> Function | None:
    found: Function | None = type(owner).made_by.deriver.called(owner)
    return found


def _of_property(owner: Property, name: str) -> Member | None:
    if name == "setter":
        return Found(Function(name, lambda function: Property(owner.get, function, owner.delete), traced=False))
    if name == "deleter":
        return Found(Function(name, lambda function: Property(owner.get, owner.set, function), traced=False))
    return None


OBJECTS = Family(_of_object, _names_of_object, set_attribute, _called, delete_attribute)
CLASSES = Family(
    _of_class, lambda kind: [name for part in kind.line for name in part.own], _set_of_class, delete=delete_attribute
)
SUPERS = Family(_of_super, lambda asked: [name for part in asked.class_of().line for name in part.own])
PROPERTIES = Family(_of_property, lambda _: ("setter", "deleter"))
