"""torch.amp: `autocast`, and the scaler of gradients, which has nothing to do without a GPU, as torch has it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from app.engine.names.families import Family, table_family
from app.engine.program.objects import Function, Kind, Namespace
from app.engine.program.placeholders import Setting
from app.errors import ProgramError, Refused, text

_KEYWORDS = frozenset("device_type device dtype enabled cache_enabled".split())


class Scaler:
    """GradScaler, switched off: it hands everything through."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<torch.amp.grad_scaler.GradScaler object>"


def _autocast(device_type: Any = "cuda", dtype: Any = None, enabled: Any = True, cache_enabled: Any = None) -> Setting:
    if device_type not in ("cpu", "cuda") or not isinstance(dtype, (torch.dtype, type(None))):
        raise Refused(text("autocast works on 'cpu' and, where there is one, on 'cuda'."), code="arguments")
    works = bool(enabled) and device_type == "cpu"

    def open() -> AbstractContextManager[Any]:
        found: AbstractContextManager[Any] = torch.autocast(
            "cpu", dtype if works else None, enabled=works, cache_enabled=cache_enabled
        )
        return found

    return Setting("torch.autocast", open)


@contextmanager
def precision_put_back() -> Iterator[None]:
    """Whatever a run has left open of autocast inside is closed afterwards."""
    before = torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu"), torch.is_autocast_cache_enabled()
    try:
        yield
    finally:
        torch.set_autocast_enabled("cpu", before[0])
        torch.set_autocast_dtype("cpu", before[1])
        torch.set_autocast_cache_enabled(before[2])
        torch.clear_autocast_cache()
        for _ in range(torch.autocast_increment_nesting()):
            torch.autocast_decrement_nesting()


def _on_cuda(enabled: Any = True, dtype: Any = None, cache_enabled: Any = None) -> Setting:
    return _autocast("cuda", dtype, enabled, cache_enabled)


def _scaler(device: Any = "cuda", *_: Any, enabled: Any = True, **__: Any) -> Scaler:
    if device == "cpu" and enabled:
        raise Refused(
            text("A GradScaler has no use on the CPU."),
            code="device",
            hint=text("Write enabled=False, or leave it out."),
        )
    return Scaler()


def _scaled(_: Any, outputs: Any) -> Any:
    if not isinstance(outputs, (Tensor, list, tuple)):
        raise ProgramError(text("The scaler scales a tensor."), code="arguments", hint=text("Give it the loss."))
    return outputs


def _step(_: Any, optimizer: Any, *given: Any) -> Any:
    if not isinstance(optimizer, Optimizer):
        raise ProgramError(
            text("An optimizer is wanted here."), code="arguments", hint=text("Write scaler.step(optimizer).")
        )
    return optimizer.step(*given)


def _function(name: str, call: Any) -> Function:
    return Function(name, call, traced=False, keywords=frozenset())


_MEMBERS: Mapping[str, Function] = MappingProxyType(
    {
        "scale": _function("scale", _scaled),
        "step": _function("step", _step),
        "unscale_": _function("unscale_", lambda _, __: None),
        "update": _function("update", lambda _, __=None: None),
        "is_enabled": _function("is_enabled", lambda _: False),
        "get_scale": _function("get_scale", lambda _: 1.0),
        "state_dict": _function("state_dict", lambda _: {}),
        "load_state_dict": _function("load_state_dict", lambda _, __: None),
    }
)
SCALERS: Family = table_family(_MEMBERS)
"""What a program may call of a scaler."""
AUTOCAST = Function("autocast", _autocast, traced=False, keywords=_KEYWORDS)
_SCALER_KEYWORDS = frozenset("device init_scale growth_factor backoff_factor growth_interval enabled".split())
AMP = Namespace(
    "torch.amp",
    MappingProxyType(
        {
            "autocast": AUTOCAST,
            "GradScaler": Kind("GradScaler", _scaler, traced=False, keywords=_SCALER_KEYWORDS, real=Scaler),
        }
    ),
)
CUDA_AMP = Namespace(
    "torch.cuda.amp",
    MappingProxyType(
        {
            "autocast": Function("autocast", _on_cuda, traced=False, keywords=_KEYWORDS),
            "GradScaler": Kind(
                "GradScaler",
                lambda *_, **named: _scaler("cuda", **named),
                traced=False,
                keywords=_SCALER_KEYWORDS,
                real=Scaler,
            ),
        }
    ),
)
