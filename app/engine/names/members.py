"""A value and the name of an attribute in, what the program may see under that name out: by the literal tables of the
value's type, or by the family that the type belongs to. No name of a program reaches an attribute of a real object."""

from collections.abc import Set
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from app.engine.names.families import Family, not_settable, table_family
from app.engine.names.library import MEMBERS
from app.engine.names.type_members import KINDS
from app.engine.nn.module_hooks import HANDLE_MEMBERS, Handle
from app.engine.nn.module_members import MODULES_FAMILY
from app.engine.nn.sequences import PACKED
from app.engine.numpy.numpy_members import ARRAY_FAMILIES
from app.engine.numpy.numpy_random import DRAWS, Draws
from app.engine.numpy.numpy_tensors import OF_TENSORS
from app.engine.optim.data_members import DATA_FAMILIES
from app.engine.optim.optimizer_members import OPTIMIZERS_FAMILY
from app.engine.optim.scheduler_members import SCHEDULERS_FAMILY
from app.engine.program.classes import ProgramClass, Property, Super
from app.engine.program.exceptions import FAMILY as EXCEPTIONS_FAMILY
from app.engine.program.functions import FUNCTIONS, UserFunction
from app.engine.program.generator_objects import MEMBERS as GENERATOR_OBJECT_MEMBERS
from app.engine.program.generator_objects import GeneratorObject
from app.engine.program.instances import CLASSES, OBJECTS, PROPERTIES, SUPERS
from app.engine.program.objects import Function, Kind, Made
from app.engine.python.plotting import DRAWINGS, Drawing
from app.engine.python.standard_library import STANDARD_FAMILIES
from app.engine.torch.devices import SWITCHBOARDS, Switchboard
from app.engine.torch.distributions import DISTRIBUTION_FAMILIES
from app.engine.torch.function_contexts import CONTEXTS, Context
from app.engine.torch.hooks import HOOK_MEMBERS, HookHandle
from app.engine.torch.mixed_precision import SCALERS, Scaler
from app.engine.torch.safe_torch import set_data, set_grad


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
    Tensor: table_family({**MEMBERS[Tensor], **OF_TENSORS}, _set_of_tensor),
    Switchboard: SWITCHBOARDS,
    Context: CONTEXTS,
    HookHandle: table_family(HOOK_MEMBERS),
    Scaler: SCALERS,
    **PACKED,
    Made: OBJECTS,
    ProgramClass: CLASSES,
    Super: SUPERS,
    Property: PROPERTIES,
    Kind: KINDS,
    UserFunction: FUNCTIONS,
    GeneratorObject: table_family(GENERATOR_OBJECT_MEMBERS),
    BaseException: EXCEPTIONS_FAMILY,
    nn.Module: MODULES_FAMILY,
    Handle: table_family(HANDLE_MEMBERS),
    Optimizer: OPTIMIZERS_FAMILY,
    LRScheduler: SCHEDULERS_FAMILY,
    **DATA_FAMILIES,
    **DISTRIBUTION_FAMILIES,
    Draws: DRAWS,
    Drawing: DRAWINGS,
    **ARRAY_FAMILIES,
    **STANDARD_FAMILIES,
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
