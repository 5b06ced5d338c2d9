"""Checks of single arguments: a name and a value in, the value out, or an error in a learner's words."""

import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from app.engine.program.objects import Function
from app.engine.torch.devices import check_place
from app.errors import LimitExceeded, ProgramError, text

MOST_STEPS = 4_096
_LONGEST = 100
Check = Callable[[str, Any], Any]


def wanted(name: str, kind: str, **values: object) -> ProgramError:
    """The answer to an argument of the wrong kind; `kind` says which it should be, in words that are translated."""
    return ProgramError(
        text("The argument %(name)s must be %(kind)s.", name=name, kind=text(kind, **values)),
        code="arguments",
        hint=text("Look at what goes in."),
    )


def whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number within bounds.

    >>> whole("in_features", 3, 0, 10)
    3
    """
    try:
        number = -1 if isinstance(value, (bool, Tensor)) else operator.index(value)
    except TypeError:
        raise wanted(name, "a whole number") from None
    if isinstance(value, (bool, Tensor)) or number < least:
        raise wanted(name, "a whole number from %(least)s on", least=least)
    if number > most:
        raise LimitExceeded(
            text("The argument %(name)s is larger than %(limit)s.", name=name, limit=most),
            hint=text("Use smaller sizes."),
        )
    return number


def dense(name: str, value: Any) -> Any:
    """The check of `sparse=`: gradients are dense."""
    if value:
        raise ProgramError(
            text("Gradients of embeddings are dense here: %(name)s=True is not available.", name=name),
            code="arguments",
            hint=text("Leave it out: the numbers are the same."),
        )
    return False


def whole_in(least: int, most: int) -> Check:
    """The check of a whole number."""
    return lambda name, value: whole(name, value, least, most)


def wholes_in(least: int, most: int, *, missing: bool = False) -> Check:
    """The check of a whole number, or of a tuple of them; `missing`: None may stand for any."""

    def check(name: str, value: Any) -> Any:
        if value is None and missing:
            return None
        if isinstance(value, (list, tuple)):
            if not 0 < len(value) <= _LONGEST:
                raise wanted(name, "a whole number or a tuple of whole numbers")
            items = [None if missing and item is None else whole(name, item, least, most) for item in value]
            return items if isinstance(value, list) else tuple(items)
        return whole(name, value, least, most)

    return check


def padding(name: str, value: Any) -> Any:
    """A padding of convolutions: numbers of steps, or a word that torch knows."""
    return value if isinstance(value, str) else wholes_in(0, MOST_STEPS)(name, value)


def number(name: str, value: Any) -> float:
    """A plain number."""
    if not isinstance(value, (int, float)) or abs(value) > 2**63 and isinstance(value, int):
        raise wanted(name, "a number")
    return value


def factor(name: str, value: Any) -> Any:
    """By how much an image grows: a number, or one for each dimension."""
    if isinstance(value, (list, tuple)):
        return tuple(factor(name, item) for item in value[:_LONGEST] if not isinstance(item, (list, tuple)))
    if not 0 < number(name, value) <= _LONGEST:
        raise wanted(name, "a number above 0 and up to %(most)s", most=_LONGEST)
    return value


def flag(name: str, value: Any) -> Any:
    """True or False."""
    if not isinstance(value, (bool, int)):
        raise wanted(name, "True or False")
    return value


def words(name: str, value: Any) -> str:
    """Text."""
    if not isinstance(value, str):
        raise wanted(name, "text")
    return value


def dtype(name: str, value: Any) -> Any:
    """A dtype."""
    if not isinstance(value, torch.dtype):
        raise wanted(name, "a dtype such as torch.float64")
    return value


def tensor(name: str, value: Any) -> Tensor:
    """A tensor."""
    if not isinstance(value, Tensor):
        raise wanted(name, "a tensor")
    return value


def activation(name: str, value: Any) -> str:
    """The name of an activation, or its function."""
    known = value.name if isinstance(value, Function) else value
    if known not in ("relu", "gelu"):
        raise wanted(name, "'relu' or 'gelu'")
    return str(known)


def place(_: str, value: Any) -> Any:
    """A device: there is only the CPU."""
    if value is not None:
        check_place(value)
    return value


def optional(check: Check) -> Check:
    """The check of an argument that may be None."""
    return lambda name, value: None if value is None else check(name, value)


def kind_of_module(kind: type[nn.Module]) -> Check:
    """The check of a module that goes into another."""

    def check(name: str, value: Any) -> nn.Module:
        if not isinstance(value, kind):
            raise wanted(name, "a layer of the class %(layer)s", layer=kind.__name__)
        return value

    return check
