"""A value and the name of an attribute in, what the program may see under that name out: by the literal tables of the
value's type, or by the family that the type belongs to. No name of a program reaches an attribute of a real object."""

from collections.abc import Set
from typing import Any

from torch import Tensor

from app.engine.families import Family, not_settable, table_family
from app.engine.library import MEMBERS
from app.engine.objects import Function
from app.engine.safe_torch import set_data, set_grad


def _set_of_tensor(tensor: Any, name: str, value: Any) -> None:
    if name == "grad":
        set_grad(tensor, value)
    elif name == "data":
        set_data(tensor, value)
    elif name == "requires_grad":
        tensor.requires_grad = value
    else:
        raise not_settable(name)


FAMILIES: dict[type, Family] = {
    Tensor: table_family(MEMBERS[Tensor], _set_of_tensor),
    object: Family(
        lambda owner, name: MEMBERS.get(type(owner), {}).get(name),
        lambda owner: MEMBERS.get(type(owner), {}).keys(),
    ),
}
"""By base type: a value belongs to the family of the first of its type's bases that is here; what has no family has the
table of its exact type, or no attributes at all."""


def family_of(value: Any) -> Family:
    """The family of a value."""
    return next(FAMILIES[base] for base in type(value).__mro__ if base in FAMILIES)


def called(value: Any) -> Function | None:
    """A value that is not a function by itself, such as a layer, as one that can be called."""
    return family_of(value).called(value)


def names_of(value: Any) -> Set[str]:
    """The names of all attributes of a value."""
    return set(family_of(value).names(value))
