"""The classes of torch.nn as kinds: what a program calls to make a layer, a container or a parameter."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from torch import nn

from app.engine.nn.layers import ARGUMENTS, arguments_of
from app.engine.nn.module_containers import CONTENTS, parameter
from app.engine.program.objects import Kind


def initialise_module(kind: type[nn.Module], module: nn.Module, given: Sequence[Any], named: Mapping[str, Any]) -> None:
    """`kind.__init__(module, ...)` with the arguments looked at; `kind` is the real type of one of the kinds here.

    Raises:
        TypeError, ProgramError, LimitExceeded: what does not fit, or would be too large.
    """
    if kind in CONTENTS:
        contents, _ = CONTENTS[kind]
        kind.__init__(module, *contents(*given, **named))
    else:
        kind.__init__(module, **arguments_of(kind, given, named))


def _maker(kind: type[nn.Module]) -> Callable[..., nn.Module]:
    def make(*given: Any, **named: Any) -> nn.Module:
        module = kind.__new__(kind)
        initialise_module(kind, module, given, named)
        return module

    return make


def _kind(kind: type[nn.Module], arguments: str) -> Kind:
    names = frozenset(argument.split("=")[0] for argument in arguments.split())
    return Kind(kind.__name__, _maker(kind), traced=False, keywords=names, real=kind)


PARAMETER = Kind("Parameter", parameter, traced=False, keywords=frozenset({"data", "requires_grad"}), real=nn.Parameter)
MODULE_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **{kind.__name__: _kind(kind, arguments) for kind, arguments in ARGUMENTS.items()},
        **{kind.__name__: _kind(kind, arguments) for kind, (_, arguments) in CONTENTS.items()},
        "Parameter": PARAMETER,
    }
)
"""By the name in torch.nn."""
