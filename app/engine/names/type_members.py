"""A type of the library and a name in, what the type itself shows out: its values' methods, to be given the value."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.basics.plain_members import CLASS_MEMBERS
from app.engine.names.families import Family, Member
from app.engine.names.library import MEMBERS
from app.engine.nn.embeddings import class_function
from app.engine.numpy.numpy_members import ARRAY_MEMBERS
from app.engine.program.deriving import deriver_of
from app.engine.program.named_tuples import NamedRow, of_row_type
from app.engine.program.objects import Found, Function, Kind, Made
from app.engine.program.type_names import type_name

_METHODS: Mapping[type, Mapping[str, Member]] = MappingProxyType({**MEMBERS, np.ndarray: ARRAY_MEMBERS})


def _of_kind(kind: Kind, name: str) -> Member | None:
    """The methods that classes deriving from the type call, or `str.upper` and `torch.Tensor.add`."""
    if issubclass(kind.real, NamedRow):
        return of_row_type(kind, name)
    made = class_function(kind.real, name)
    if made is not None:
        return Found(made)
    deriver = deriver_of(kind)
    if deriver is not None:
        method = deriver.initialise if name == "__init__" else deriver.methods.get(name)
        return Found(Function(name, _for(kind, method), traced=False)) if method is not None else None
    own = CLASS_MEMBERS.get(kind.real, {}).get(name)
    if own is not None:
        return Found(own)
    member = _METHODS.get(kind.real, {}).get(name)
    return Found(_unbound(kind, member)) if isinstance(member, Function) else None


def _for(kind: Kind, method: Any) -> Any:
    def call(owner: Any, /, *given: Any, **named: Any) -> Any:
        if not (isinstance(owner, Made) and isinstance(owner, kind.real)):
            raise TypeError(f"an object of a class that derives from '{kind.name}' is wanted first")
        return method(owner, *given, **named)

    return call


def _unbound(kind: Kind, method: Function) -> Function:
    owner_kind = kind.real.__name__

    def call(*given: Any, **named: Any) -> Any:
        if not given:
            raise TypeError(f"unbound method {owner_kind}.{method.name}() needs an argument")
        if not isinstance(given[0], kind.real):
            wrong = f"doesn't apply to a '{type_name(given[0])}' object"
            raise TypeError(f"descriptor '{method.name}' for '{owner_kind}' objects {wrong}")
        return method.call(*given, **named)

    return Function(method.name, call, method.traced, method.keywords)


def _names(kind: Kind) -> Iterable[str]:
    return {*_METHODS.get(kind.real, {}), *CLASS_MEMBERS.get(kind.real, {})}


KINDS = Family(_of_kind, _names)
