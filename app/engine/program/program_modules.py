"""Classes of a program that derive from nn.Module or a layer: real modules, whose `forward` is the program's and whose
parameters, buffers and submodules are registered as torch does; all else that a program stores is kept aside."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import Parameter

from app.engine.guard import check_argument
from app.engine.names.families import Member, not_settable
from app.engine.nn.module_kinds import initialise_module
from app.engine.nn.module_members import (
    MODULE_MEMBERS,
    call_module,
    called,
    layer_member,
    layer_names,
    set_layer_attribute,
)
from app.engine.program.classes import Deriver, Fields, ProgramClass
from app.engine.program.objects import Function, Instance, Made
from app.engine.python.deep_copies import deep

_FIELDS = "program_fields"
_TABLES = ("_parameters", "_buffers", "_modules")
_WANTED = {
    "_parameters": ("parameter", "torch.nn.Parameter"),
    "_buffers": ("buffer", "torch.nn.Buffer, torch.Tensor"),
    "_modules": ("child module", "torch.nn.Module"),
}


class ProgramModule(Made, nn.Module):
    """Base of the real classes of a program's modules."""

    def __deepcopy__(self, _: Any) -> Any:
        """As `copy.deepcopy` of the program does it, also where torch copies layers."""
        return deep(self)


@cache
def _base(real: type) -> type:
    return ProgramModule if real is nn.Module else type(real.__name__, (ProgramModule, real), {})


def fields_of(module: nn.Module) -> Fields:
    """What the program has stored in a module, other than parameters, buffers and modules."""
    found: Fields = module.__dict__[_FIELDS]
    return found


def _new(kind: ProgramClass, _given: tuple[Any, ...], _named: dict[str, Any]) -> Any:
    made: Any = object.__new__(kind.real)
    fields: Fields = {}
    made.__dict__[_FIELDS] = fields
    if isinstance(made, Instance):  # where another base is a plain class
        object.__setattr__(made, "fields", fields)
        object.__setattr__(made, "serial", kind.serials())
    return made


def _initialise(module: Any, /, *given: Any, **named: Any) -> None:
    initialise_module(_library_class(module), module, given, named)


def _library_class(module: nn.Module) -> type[nn.Module]:
    """The layer of torch's that the module's class derives from."""
    line = (kind for kind in type(module).__mro__ if issubclass(kind, nn.Module) and not issubclass(kind, Made))
    return next(line)


def _member(module: nn.Module, name: str) -> Member | None:
    return layer_member(module, name) if "_modules" in module.__dict__ else None


def _names(module: nn.Module) -> Iterator[str]:
    return iter(layer_names(module) if "_modules" in module.__dict__ else ())


def _is_of_layer(module: nn.Module, name: str) -> bool:
    """Whether an attribute is one that the native code of the layer behind the module's class relies on."""
    own = module.__dict__
    if _library_class(module) in (nn.Module, nn.Sequential, nn.ModuleList, nn.ModuleDict) or "_modules" not in own:
        return False
    return name in own or any(name in own[table] for table in _TABLES)


def _set(module: nn.Module, name: str, value: Any) -> None:
    if _is_of_layer(module, name):
        set_layer_attribute(module, name, value)
        return
    tables = [module.__dict__.get(table) for table in _TABLES]
    holding = next((table for table in tables if table and name in table), None)
    kind: ProgramClass = type(module).made_by  # type: ignore[attr-defined]
    if name in MODULE_MEMBERS and not isinstance(value, (Parameter, nn.Module)) and not kind.has(name):
        set_layer_attribute(module, name, value)
    elif isinstance(value, (Parameter, nn.Module)):
        _register(module, name, value)
    elif holding is None:
        fields_of(module)[name] = value
    elif value is None or (holding is tables[1] and isinstance(value, Tensor)):
        holding[name] = value
    else:
        what, wanted = _WANTED[_TABLES[tables.index(holding)]]
        raise TypeError(f"cannot assign '{torch.typename(value)}' as {what} '{name}' ({wanted} or None expected)")


def _register(module: nn.Module, name: str, value: Parameter | nn.Module) -> None:
    own = module.__dict__
    if "_modules" not in own:
        what = "parameters" if isinstance(value, Parameter) else "module"
        raise AttributeError(f"cannot assign {what} before Module.__init__() call")
    table = own["_parameters"] if isinstance(value, Parameter) else own["_modules"]
    for other in (*(own[part] for part in _TABLES), fields_of(module)):
        if other is not table:
            other.pop(name, None)
    table[name] = value


def _delete(module: nn.Module, name: str) -> None:
    if _is_of_layer(module, name):
        raise not_settable(name)
    for table in (*(module.__dict__.get(part) or {} for part in _TABLES), fields_of(module)):
        if name in table:
            del table[name]
            return
    raise AttributeError(f"'{type(module).__name__}' object has no attribute '{name}'")


def _forward(module: Any, /, *given: Any, **named: Any) -> Any:
    if _library_class(module) is not nn.Module:
        for argument in (*given, *named.values()):
            check_argument(argument)
    return _library_class(module).forward(module, *given, **named)


def _called(module: Any) -> Function:
    if not type(module).made_by.has("forward") and _library_class(module) is not nn.Module:
        return called(module)
    return Function(type(module).__name__, partial(call_module, module), traced=False)


_METHODS: Mapping[str, Callable[..., Any]] = {"__repr__": nn.Module.__repr__, "__str__": nn.Module.__repr__}

MODULES = Deriver(
    base=_base,
    new=_new,
    initialise=_initialise,
    fields=fields_of,
    set=_set,
    delete=_delete,
    member=_member,
    names=_names,
    methods={
        "forward": _forward,
        "extra_repr": lambda module: _library_class(module).extra_repr(module),
        **_METHODS,
    },
    called=_called,
    hooks=frozenset({"forward", "extra_repr"}),
)
