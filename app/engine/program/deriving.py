"""The types of the library that a program's classes can derive from, and how their classes are made."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset

from app.engine.program.abstract import open_methods
from app.engine.program.classes import Deriver, ProgramClass
from app.engine.program.exceptions import EXCEPTION_CLASSES
from app.engine.program.objects import Instance, Kind
from app.engine.program.operators import hooked, operators_of
from app.engine.program.plain_objects import DATA_SETS, PLAIN
from app.engine.program.program_modules import MODULES
from app.engine.runtime import Runtime
from app.engine.torch.custom_functions import CUSTOM_FUNCTIONS
from app.errors import ProgramError, text

DERIVABLE: dict[type, Deriver] = {
    object: PLAIN,
    Dataset: DATA_SETS,
    nn.Module: MODULES,
    BaseException: EXCEPTION_CLASSES,
    torch.autograd.Function: CUSTOM_FUNCTIONS,
}
"""By the real type of the base; a type belongs to the first of its own bases that is here."""


_ALONE = (EXCEPTION_CLASSES, CUSTOM_FUNCTIONS)
"""What goes together with nothing else: torch or Python would take an object for one of the other kind as well."""


def deriver_of(kind: Kind) -> Deriver | None:
    """How classes derive from a type of the library; None: they can't."""
    if kind.real is object:
        return PLAIN
    bases = (DERIVABLE[base] for base in kind.real.__mro__ if base in DERIVABLE and base is not object)
    return next(bases, None)


def make_class(name: str, qualname: str, bases: Sequence[Any], own: dict[str, Any], runtime: Runtime) -> ProgramClass:
    """A class of the program from its bases and what its body has defined.

    Raises:
        ProgramError: a base that can't be one.
        TypeError: what Python says of bases that do not go together.
    """
    found = [_base(base) for base in bases] or [(Instance, PLAIN)]
    deriver = next((deriver for _, deriver in found if deriver is not PLAIN), PLAIN)
    _check_together([each for _, each in found])
    namespace = {"__module__": "__main__", "__qualname__": qualname, "__slots__": (), **operators_of(own, runtime)}
    if (
        deriver is not PLAIN
        and "__repr__" in deriver.methods
        and not any(_shows_itself(base) for base in (own, *bases))
    ):
        namespace.setdefault("__repr__", deriver.methods["__repr__"])
    made = ProgramClass(name, own, deriver, type(name, tuple(real for real, _ in found), namespace), runtime.serial)
    made.abstract = open_methods(bases, made.line)
    for hook in deriver.hooks & own.keys():
        hooked(made.real, hook)
    return made


def _check_together(derivers: Sequence[Deriver]) -> None:
    kinds = [each for each in derivers if each is not PLAIN]
    if any(each is not kinds[0] for each in kinds) and any(each is alone for each in kinds for alone in _ALONE):
        raise ProgramError(
            text("A class can't derive from these together here."),
            code="base",
            hint=text("An exception or a custom function has no other kind of class among its bases."),
        )


def _shows_itself(base: Any) -> bool:
    return "__repr__" in base if isinstance(base, dict) else isinstance(base, ProgramClass) and base.has("__repr__")


def _base(base: Any) -> tuple[type, Deriver]:
    if isinstance(base, ProgramClass):
        return base.real, base.deriver
    deriver = deriver_of(base) if isinstance(base, Kind) else None
    if deriver is None:
        raise ProgramError(
            text("A class can't derive from this here."),
            code="base",
            hint=text("Bases are other classes of the program, nn.Module, layers, Dataset, Exception or object."),
        )
    return deriver.base(base.real), deriver
