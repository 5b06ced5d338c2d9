"""The parameters, buffers and inner modules of a module: how a program reads, adds and replaces them; state dicts."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from app.engine.guard import check_nesting
from app.engine.program.objects import Found, Function
from app.errors import ProgramError, text

_NEEDS_NO_BIAS = (nn.Linear, nn.Bilinear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def parts_of(module: nn.Module, name: str) -> Found | None:
    """The parameter, buffer or module that is registered under a name."""
    tables: tuple[Mapping[str, Any], ...] = (module._parameters, module._buffers, module._modules)
    return next((Found(table[name]) for table in tables if name in table), None)


def replace_part(module: nn.Module, name: str, value: Any) -> None:
    """Put another parameter, buffer or module in the place of one of a layer of torch.

    Raises:
        TypeError: it is not of the kind that stands there, in torch's words.
        ProgramError: its shape or dtype is another, which torch's native code does not look at.
    """
    if name in module._modules:
        _same_kind(name, "child module", value, nn.Module)
        module._modules[name] = value
    elif name in module._parameters:
        if value is not None:
            _same_kind(name, "parameter", value, nn.Parameter)
        _check_fits(module, name, module._parameters[name], value)
        _set_parameter(module, name, value)
    else:
        _same_kind(name, "buffer", value, Tensor)
        _check_fits(module, name, module._buffers[name], value)
        module._buffers[name] = value


def _same_kind(name: str, kind: str, value: Any, wanted: type) -> None:
    if not isinstance(value, wanted):
        words = {"parameter": "torch.nn.Parameter or None", "buffer": "torch.nn.Buffer, torch.Tensor or None"}
        raise TypeError(
            f"cannot assign '{torch.typename(value)}' as {kind} '{name}' "
            f"({words.get(kind, 'torch.nn.Module or None')} expected)"
        )


def _check_fits(module: nn.Module, name: str, before: Any, value: Any) -> None:
    if value is None:
        fits = before is None or (name == "bias" and isinstance(module, _NEEDS_NO_BIAS))
    elif before is None:
        fits = name in ("weight", "pos_weight") or isinstance(module, _NEEDS_NO_BIAS)
    else:
        fits = value.shape == before.shape and value.dtype == before.dtype
        fits = fits and (value.is_contiguous() or not isinstance(module, nn.RNNBase))
    if not fits:
        raise ProgramError(
            text("'%(name)s' can only be replaced by one of the same shape and dtype.", name=name),
            code="assignment",
            hint=text("Make a new layer of the other size instead."),
        )


def _set_parameter(module: nn.Module, name: str, value: Any) -> None:
    """RNN, LSTM and GRU keep a second list of their parameters."""
    module._parameters[name] = value
    if isinstance(module, nn.RNNBase) and name in module._flat_weights_names:
        module._flat_weights[module._flat_weights_names.index(name)] = value


def check_part_name(name: Any) -> None:
    """Raise ProgramError for a name that could stand for something of Python's own."""
    if isinstance(name, str) and name.startswith("__"):
        raise ProgramError(
            text("A part of a module can't have the name '%(name)s'.", name=name[:40]), code="dunder",
            hint=text("Choose a name without underscores at the front."),
        )  # fmt: skip


def _add_module(module: nn.Module, name: str, part: Any) -> None:
    check_part_name(name)
    module.add_module(name, part)


def _register_parameter(module: nn.Module, name: str, param: Any) -> None:
    check_part_name(name)
    if name in module._parameters:
        replace_part(module, name, param)
    else:
        module.register_parameter(name, param)


def _register_buffer(module: nn.Module, name: str, tensor: Any, persistent: bool = True) -> None:
    check_part_name(name)
    if name in module._buffers:
        replace_part(module, name, tensor)
    else:
        module.register_buffer(name, tensor, bool(persistent))


def _state_dict(module: nn.Module, prefix: str = "", keep_vars: bool = False) -> dict[str, Any]:
    return module.state_dict(prefix=prefix, keep_vars=bool(keep_vars))


def _load_state_dict(module: nn.Module, state_dict: Any, strict: bool = True) -> Any:
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    check_nesting(state_dict, whole=True)
    if not all(isinstance(name, str) for name in state_dict):
        raise TypeError("the names in a state dict must be text")
    return module.load_state_dict(state_dict, strict=bool(strict))


def _submodule(module: nn.Module, target: str) -> nn.Module:
    """By the names of the tables alone: torch's own looks up attributes."""
    for name in target.split(".") if target else []:
        found = module._modules.get(name)
        if found is None:
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        module = found
    return module


def _found_by_path(table: Callable[[nn.Module], Mapping[str, Any]]) -> Callable[[nn.Module, str], Tensor]:
    def find(module: nn.Module, target: str) -> Tensor:
        path, _, name = target.rpartition(".")
        owner = _submodule(module, path)
        found = table(owner).get(name)
        if found is None:
            raise AttributeError(f"{type(owner).__name__} has no attribute `{name}`")
        return found  # type: ignore[no-any-return]

    return find


def _function(name: str, call: Callable[..., Any], keywords: str) -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


STATES: Mapping[str, Function] = {
    "add_module": _function("add_module", _add_module, "name module"),
    "register_module": _function("register_module", _add_module, "name module"),
    "register_parameter": _function("register_parameter", _register_parameter, "name param"),
    "register_buffer": _function("register_buffer", _register_buffer, "name tensor persistent"),
    "state_dict": _function("state_dict", _state_dict, "prefix keep_vars"),
    "load_state_dict": _function("load_state_dict", _load_state_dict, "state_dict strict"),
    "get_submodule": _function("get_submodule", _submodule, "target"),
    "get_parameter": _function("get_parameter", _found_by_path(lambda module: module._parameters), "target"),
    "get_buffer": _function("get_buffer", _found_by_path(lambda module: module._buffers), "target"),
}
"""The members that reach a module's parts."""
