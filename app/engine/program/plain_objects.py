"""How objects of plain classes, and of data sets, are made, and where what a program stores in them is."""

from collections.abc import Callable
from functools import cache
from typing import Any

from app.engine.program.classes import Deriver, ProgramClass
from app.engine.program.objects import Instance

OBJECT_METHODS: dict[str, Callable[..., Any]] = {
    "__repr__": Instance.__repr__,
    "__str__": Instance.__repr__,
    "__eq__": object.__eq__,
    "__ne__": object.__ne__,
    "__hash__": Instance.__hash__,
}
"""What every object has, for `super().m()`."""


def _new(kind: ProgramClass, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    made: Any = object.__new__(kind.real)
    made.fields = {}
    made.serial = kind.serials()
    if (given or named) and not kind.has("__init__"):
        raise TypeError(f"{kind.name}() takes no arguments")
    return made


def _initialise(owner: Any, *given: Any, **named: Any) -> None:
    if given or named:
        raise TypeError(f"{type(owner).__name__}.__init__() takes exactly one argument (the instance to initialize)")


def set_field(owner: Any, name: str, value: Any) -> None:
    """`owner.name = value` for an object whose attributes are all the program's."""
    owner.fields[name] = value


def delete_field(owner: Any, name: str) -> None:
    """`del owner.name`; raises AttributeError."""
    if name not in owner.fields:
        raise AttributeError(f"'{type(owner).__name__}' object has no attribute '{name}'")
    del owner.fields[name]


PLAIN = Deriver(
    base=lambda _: Instance,
    new=_new,
    initialise=_initialise,
    fields=lambda owner: owner.fields,
    set=set_field,
    delete=delete_field,
    methods=OBJECT_METHODS,
)


@cache
def _data_set(real: type) -> type:
    return type(real.__name__, (Instance, real), {"__slots__": ()})


DATA_SETS = Deriver(
    base=_data_set,
    new=_new,
    initialise=_initialise,
    fields=lambda owner: owner.fields,
    set=set_field,
    delete=delete_field,
    methods=OBJECT_METHODS,
)
