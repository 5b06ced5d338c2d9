"""The containers of torch.nn, and Parameter: what makes them from a program's lists, and their own members."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from torch import Tensor, nn

from app.engine.basics.plain import listed
from app.engine.nn.module_states import check_part_name
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function, Kind
from app.errors import ProgramError, text


def part(module: Any) -> nn.Module:
    """A module, as containers want it.

    Raises:
        ProgramError: it is the class of a layer and not a layer.
        TypeError: it is something else, in torch's words.
    """
    if isinstance(module, Kind):
        raise ProgramError(
            text("%(name)s is the class itself, not a layer.", name=module.name),
            code="not-called",
            hint=text("Call it: nn.%(name)s().", name=module.name),
        )
    if not isinstance(module, nn.Module):
        raise TypeError(f"{type(module).__name__} is not a Module subclass")
    return module


def _pairs(named: Any) -> dict[str, Any]:
    """The entries of a dictionary or of a list of pairs, their names looked at."""
    if isinstance(named, (nn.ModuleDict, nn.ParameterDict)):
        return dict(named.items())
    pairs = dict(named.items() if isinstance(named, dict) else listed(named))
    for name in pairs:
        if not isinstance(name, str):
            raise TypeError("the names in a container must be text")
        check_part_name(name)
    return pairs


def _sequential(*modules: Any) -> Sequence[Any]:
    if len(modules) == 1 and isinstance(modules[0], OrderedDict):
        return [OrderedDict((name, part(module)) for name, module in _pairs(modules[0]).items())]
    return [part(module) for module in modules]


def _module_list(modules: Any = None) -> Sequence[Any]:
    return [[] if modules is None else [part(module) for module in _items(modules)]]


def _module_dict(modules: Any = None) -> Sequence[Any]:
    return [{name: part(module) for name, module in ({} if modules is None else _pairs(modules)).items()}]


def _parameter_list(values: Any = None) -> Sequence[Any]:
    return [[] if values is None else [_tensor(value) for value in _items(values)]]


def _parameter_dict(parameters: Any = None) -> Sequence[Any]:
    return [{} if parameters is None else _pairs(parameters)]


_ROWS = (nn.Sequential, nn.ModuleList, nn.ParameterList)


def _items(modules: Any) -> list[Any]:
    return list(iter(modules)) if isinstance(modules, _ROWS) else listed(modules)


def parameter(data: Any = None, requires_grad: bool = True) -> nn.Parameter:
    """nn.Parameter of a tensor."""
    if data is not None and not isinstance(data, Tensor):
        raise ProgramError(
            text("A Parameter is made of a tensor."),
            code="arguments",
            hint=text("Write nn.Parameter(torch.tensor(...)), with decimal numbers."),
        )
    return nn.Parameter(data, bool(requires_grad))  # type: ignore[arg-type]  # None is an empty one


class ParameterDict(nn.ParameterDict):
    """torch's own takes any name and looks it up as an attribute; this one has its own entries and nothing else."""

    def __getitem__(self, key: str) -> Any:
        return self._parameters[key]

    def __setitem__(self, key: str, value: Any) -> None:
        check_part_name(key)
        if not isinstance(value, Tensor):
            raise TypeError(f"a ParameterDict holds parameters, not {type(value).__name__}")
        self.register_parameter(key, value if isinstance(value, nn.Parameter) else nn.Parameter(value))
        self._keys[key] = None


def _tensor(value: Any) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(f"a ParameterList holds parameters, not {type(value).__name__}")
    return value


def _update_modules(modules: nn.ModuleDict, more: Any) -> None:
    for name, module in _pairs(more).items():
        modules[name] = part(module)


def _update_parameters(parameters: nn.ParameterDict, more: Any) -> None:
    for name, value in _pairs(more).items():
        parameters[name] = value


def _extend(modules: Any, more: Any) -> Any:
    return modules.extend([part(module) for module in _items(more)])


def _lazily(walk: Callable[[Any], Iterable[Any]]) -> Callable[[Any], Lazy]:
    return lambda owner: Lazy("generator", walk, owner)


def _table(**members: Callable[..., Any]) -> Mapping[str, Function]:
    return MappingProxyType({name: Function(name, call, traced=False) for name, call in members.items()})


_ROW: Mapping[str, Callable[..., Any]] = {
    "append": lambda modules, module: modules.append(part(module)),
    "extend": _extend,
    "insert": lambda modules, index, module: modules.insert(int(index), part(module)),
    "pop": lambda modules, key: modules.pop(key),
}
CONTAINER_MEMBERS: Mapping[type[nn.Module], Mapping[str, Function]] = {
    nn.Sequential: _table(**_ROW),
    nn.ModuleList: _table(**_ROW),
    nn.ModuleDict: _table(
        keys=lambda modules: modules.keys(),
        values=lambda modules: modules.values(),
        items=lambda modules: modules.items(),
        pop=lambda modules, key: modules.pop(key),
        clear=lambda modules: modules.clear(),
        update=_update_modules,
    ),
    nn.ParameterList: _table(
        append=lambda values, value: values.append(_tensor(value)),
        extend=lambda values, more: values.extend([_tensor(value) for value in _items(more)]),
    ),
    nn.ParameterDict: _table(
        keys=lambda values: values.keys(),
        values=_lazily(nn.ParameterDict.values),
        items=_lazily(nn.ParameterDict.items),
        get=lambda values, key, default=None: values.get(key, default),
        pop=lambda values, key: values.pop(key),
        update=_update_parameters,
    ),
}
"""By real type, what containers have besides the members of every module."""

CONTENTS: Mapping[type[nn.Module], tuple[Callable[..., Sequence[Any]], str]] = {
    nn.Module: (list, ""),
    nn.Sequential: (_sequential, ""),
    nn.ModuleList: (_module_list, "modules"),
    nn.ModuleDict: (_module_dict, "modules"),
    nn.ParameterList: (_parameter_list, "values"),
    ParameterDict: (_parameter_dict, "parameters"),
}
"""By real type: what turns what a program gives into what torch's constructor takes, and the names of arguments."""
