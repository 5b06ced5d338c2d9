"""What every module of torch.nn has for a program, as a literal table: its members, its call, and what can be set."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from torch import nn

from app.engine.names.families import Family, Member, not_settable
from app.engine.nn.embeddings import class_function
from app.engine.nn.layer_attributes import READABLE, SETTABLE
from app.engine.nn.module_containers import CONTAINER_MEMBERS
from app.engine.nn.module_conversions import CONVERSIONS
from app.engine.nn.module_hooks import HOOKS
from app.engine.nn.module_states import STATES, parts_of, replace_part
from app.engine.program.functions import callable_of
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Found, Function, Getter

FORWARD_KEYWORDS = frozenset(
    "input target offsets per_sample_weights hx output_size query key value need_weights attn_mask key_padding_mask "
    "average_attn_weights tgt memory tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask "
    "src_is_causal tgt_is_causal memory_is_causal is_causal src mask src_mask src_key_padding_mask input1 input2 x1 x2 "
    "anchor positive negative var".split()
)
"""Arguments of the forward functions of torch's own layers."""


def call_module(module: nn.Module, /, *given: Any, **named: Any) -> Any:
    """Call a module as `module(x)` does: its forward function, and its hooks."""
    return module(*given, **named)


def _forward(module: nn.Module, /, *given: Any, **named: Any) -> Any:
    return module.forward(*given, **named)


def _lazy(walk: Callable[..., Iterable[Any]]) -> Callable[..., Lazy]:
    return lambda module, *given, **named: Lazy("generator", partial(walk, module, *given, **named))


def _apply(module: nn.Module, function: Any) -> nn.Module:
    return module.apply(callable_of(function))


def _train(module: nn.Module, mode: bool = True) -> nn.Module:
    return module.train(bool(mode))


def _function(name: str, call: Callable[..., Any], keywords: str = "") -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


MODULE_MEMBERS: Mapping[str, Function | Getter] = MappingProxyType(
    {
        "forward": Function("forward", _forward, keywords=FORWARD_KEYWORDS),
        "training": Getter(lambda module: module.training),
        "parameters": _function("parameters", _lazy(nn.Module.parameters), "recurse"),
        "named_parameters": _function(
            "named_parameters", _lazy(nn.Module.named_parameters), "prefix recurse remove_duplicate"
        ),
        "buffers": _function("buffers", _lazy(nn.Module.buffers), "recurse"),
        "named_buffers": _function("named_buffers", _lazy(nn.Module.named_buffers), "prefix recurse remove_duplicate"),
        "children": _function("children", _lazy(nn.Module.children)),
        "named_children": _function("named_children", _lazy(nn.Module.named_children)),
        "modules": _function("modules", _lazy(nn.Module.modules)),
        "named_modules": _function("named_modules", lambda module: Lazy("generator", module.named_modules)),
        "apply": _function("apply", _apply, "fn"),
        "train": _function("train", _train, "mode"),
        "eval": _function("eval", lambda module: module.eval()),
        "extra_repr": _function("extra_repr", lambda module: module.extra_repr()),
        **STATES,
        **CONVERSIONS,
        **HOOKS,
    }
)
"""What every module has, also those of a program's own classes."""


def layer_member(module: Any, name: str) -> Member | None:
    """What a module shows under a name: its parameters, buffers and modules first, as torch has it."""
    part = parts_of(module, name)
    if part is not None:
        return part
    found = MODULE_MEMBERS.get(name) or _of_container(module).get(name)
    if found is not None:
        return found
    function = class_function(type(module), name)
    if function is not None:
        return Found(function)
    return Found(vars(module)[name]) if name in READABLE and name in vars(module) else None


def _of_container(module: Any) -> Mapping[str, Function]:
    return next((table for kind, table in CONTAINER_MEMBERS.items() if isinstance(module, kind)), {})


def layer_names(module: Any) -> Iterable[str]:
    """All names that a module shows."""
    own = vars(module)
    parts = {*module._parameters, *module._buffers, *module._modules}
    return {*MODULE_MEMBERS, *_of_container(module), *parts, *(name for name in READABLE if name in own)}


def set_layer_attribute(module: Any, name: str, value: Any) -> None:
    """`module.name = value` for the modules of torch: parameters and buffers by ones of the same shape and dtype, and
    the settings that torch reads anew at each call.

    Raises:
        ProgramError: there is no such attribute, or the value does not fit.
    """
    if parts_of(module, name) is not None:
        replace_part(module, name, value)
    elif name in SETTABLE and name in vars(module):
        vars(module)[name] = SETTABLE[name](name, value)
    else:
        raise not_settable(name)


def called(module: Any) -> Function:
    """A module as the function that it is when called."""
    return Function(type(module).__name__, lambda *given, **named: call_module(module, *given, **named),
                    keywords=FORWARD_KEYWORDS)  # fmt: skip


MODULES_FAMILY = Family(layer_member, layer_names, set_layer_attribute, called)
"""The family of torch's own modules."""
