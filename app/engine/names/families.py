"""How the values of one kind show their attributes to a program: what `members` looks up, declared beside each kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.program.objects import Callee, Found, Function, Getter
from app.errors import ProgramError, text

Member = Function | Getter | Found | Callee
"""A function becomes a method of its owner, a getter is read, what is found is the value itself."""


def refused(_: Any, name: str, __: Any) -> None:
    """The setter of values whose attributes can't be set."""
    raise not_settable(name)


def kept(*_: Any) -> None:
    """The deleter of values whose attributes can't be deleted."""
    raise ProgramError(text("Only attributes of the program's own objects can be deleted."), code="assignment")


@dataclass(frozen=True)
class Family:
    """`member` gives what stands under a name (None: nothing), `names` all names, `set` gives an attribute a value and
    `delete` takes one away, or raises ProgramError, `called` gives the value as a function (None: it can't be called).
    """

    member: Callable[[Any, str], Member | None]
    names: Callable[[Any], Iterable[str]]
    set: Callable[[Any, str, Any], None] = refused
    called: Callable[[Any], Function | None] = lambda _: None
    delete: Callable[[Any, str], None] = kept


def table_family(table: Mapping[str, Member], set: Callable[[Any, str, Any], None] = refused) -> Family:
    """The family of values that share one literal table."""
    return Family(lambda _, name: table.get(name), lambda _: table.keys(), set)


def not_settable(name: str) -> ProgramError:
    """The answer to `x.name = value` where there is no such attribute."""
    return ProgramError(
        text("The attribute '.%(name)s' can't be set here.", name=name[:40]),
        code="assignment",
        hint=text("A tensor's .grad, .data and .requires_grad can, and what an object of a class holds."),
    )
