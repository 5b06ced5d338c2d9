"""Places for tensors: there is only the CPU, so whatever asks for another device is answered with the way out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from app.engine.names.families import Family, not_settable
from app.engine.program.objects import Function, Kind, Namespace
from app.errors import ProgramError, Refused, text

CPU = torch.device("cpu")


def no_such_device(name: str = "cuda") -> Refused:
    """The answer to another device than the CPU."""
    return Refused(
        text("There is no device %(name)s here, only the CPU.", name=repr(name[:40])),
        code="device",
        hint=text("Write device = torch.device('cuda' if torch.cuda.is_available() else 'cpu'), or leave it out."),
    )


def device(place: Any, index: int | None = None) -> torch.device:
    """torch.device("cpu")."""
    check_place(place)
    if index not in (None, 0):
        raise no_such_device(f"cpu:{index}")
    if isinstance(place, torch.device):
        return place
    return torch.device(place) if index is None else torch.device(place, index)


def is_cpu(place: Any) -> bool:
    """Whether a place is the CPU: a device that a program has made is nothing else."""
    return place is None or isinstance(place, torch.device) or (isinstance(place, str) and place in ("cpu", "cpu:0"))


def check_place(place: Any) -> None:
    """Raise Refused for any device but the CPU."""
    if not is_cpu(place):
        raise no_such_device(place if type(place) is str else str(type(place).__name__))


def to(tensor: Tensor, *places: Any, **named: Any) -> Tensor:
    """x.to(a dtype, the CPU or another tensor)."""
    for place in (*places, named.get("device")):
        if isinstance(place, (str, int)) and not isinstance(place, bool):
            check_place(place)
    return tensor.to(*places, **named)


def cuda(*_: Any, **__: Any) -> None:
    """x.cuda()."""
    raise Refused(
        text("There is no GPU here, so .cuda() can't be called."),
        code="device",
        hint=text("Leave it out, or put it behind: if torch.cuda.is_available()."),
    )


class _Live(Mapping[str, Any]):
    """The members of a namespace some of which are read anew each time."""

    def __init__(self, functions: Mapping[str, Function], switches: Mapping[str, Callable[[], Any]]) -> None:
        self.functions = functions
        self.switches = switches

    def __getitem__(self, name: str) -> Any:
        return self.switches[name]() if name in self.switches else self.functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.functions, **self.switches})

    def __len__(self) -> int:
        return len(self.functions) + len(self.switches)


@dataclass(frozen=True, slots=True, eq=False)
class Switchboard(Namespace):
    """A namespace with switches that a program may turn: `setters`, by name."""

    setters: Mapping[str, Callable[[bool], None]]

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"


def _turn(owner: Any, name: str, value: Any) -> None:
    setter = owner.setters.get(name)
    if setter is None:
        raise not_settable(name)
    if not isinstance(value, bool):
        raise ProgramError(
            text("The switch %(name)s is True or False.", name=name), code="assignment", hint=text("Write = True.")
        )
    setter(value)


SWITCHBOARDS = Family(lambda _, __: None, lambda owner: owner.members.keys(), _turn)
"""The family of switchboards: namespaces are read by their members, so only setting is left."""

_CUDNN: Any = torch.backends.cudnn


def _set_cudnn(
    *, enabled: bool | None = None, benchmark: bool | None = None, deterministic: bool | None = None
) -> None:
    now = (_CUDNN.enabled, _CUDNN.benchmark, _CUDNN.deterministic)
    wanted = [old if new is None else new for old, new in zip(now, (enabled, benchmark, deterministic), strict=True)]
    torch._C._set_cudnn_enabled(wanted[0])
    torch._C._set_cudnn_benchmark(wanted[1])
    torch._C._set_cudnn_deterministic(wanted[2])


def reset_switches() -> None:
    """The switches as torch has them at its start."""
    _set_cudnn(enabled=True, benchmark=False, deterministic=False)


def _plain(name: str, call: Callable[..., Any]) -> Function:
    return Function(name, call, traced=False)


def _nothing(*_: Any) -> None:
    """Without a GPU there is nothing to do."""


CUDNN = Switchboard(
    "torch.backends.cudnn",
    _Live(
        {"is_available": _plain("is_available", lambda: False), "version": _plain("version", lambda: None)},
        {
            "enabled": lambda: _CUDNN.enabled,
            "benchmark": lambda: _CUDNN.benchmark,
            "deterministic": lambda: _CUDNN.deterministic,
        },
    ),
    {
        "enabled": lambda value: _set_cudnn(enabled=value),
        "benchmark": lambda value: _set_cudnn(benchmark=value),
        "deterministic": lambda value: _set_cudnn(deterministic=value),
    },
)
_NEVER = {name: _plain(name, lambda: False) for name in ("is_available", "is_built")}
MPS = Namespace("torch.backends.mps", MappingProxyType(_NEVER))
BACKENDS = Namespace("torch.backends", MappingProxyType({"cudnn": CUDNN, "mps": MPS}))
CUDA = Namespace(
    "torch.cuda",
    MappingProxyType(
        {
            "is_available": _plain("is_available", lambda: False),
            "device_count": _plain("device_count", lambda: 0),
            "manual_seed": _plain("manual_seed", _nothing),
            "manual_seed_all": _plain("manual_seed_all", _nothing),
            "empty_cache": _plain("empty_cache", _nothing),
            "synchronize": _plain("synchronize", _nothing),
        }
    ),
)
DEVICE = Kind("torch.device", device, traced=False, keywords=frozenset({"type", "index"}), real=torch.device)
ACCELERATOR = Namespace(
    "torch.accelerator",
    MappingProxyType(
        {
            "is_available": _plain("is_available", lambda: False),
            "current_accelerator": _plain("current_accelerator", lambda: None),
            "device_count": _plain("device_count", lambda: 0),
        }
    ),
)
XPU = Namespace("torch.xpu", MappingProxyType({"is_available": _plain("is_available", lambda: False)}))
DEVICE_NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "device": DEVICE,
        "cuda": CUDA,
        "backends": BACKENDS,
        "accelerator": ACCELERATOR,
        "xpu": XPU,
        "set_default_device": _plain("set_default_device", check_place),
        "get_default_device": _plain("get_default_device", lambda: CPU),
    }
)
"""What `torch` has of devices."""
