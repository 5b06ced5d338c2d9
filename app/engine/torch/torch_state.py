"""What a program may set for the whole of torch: how tensors print, the dtype of new ones, whether gradients are
recorded. `put_back` leaves torch as it was for the next program."""

import copy
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import torch

from app.engine.program.objects import Function, GradMode
from app.engine.torch.devices import reset_switches
from app.engine.torch.making import dtype_of
from app.errors import LimitExceeded, ProgramError, text

MOST_DIGITS = 100
MOST_THREADS = 64
MOST_PRINTED = 400_000
MOST_AT_EDGES = 1_000
_BOUNDS = {"precision": MOST_DIGITS, "edgeitems": MOST_AT_EDGES, "linewidth": 1_000_000}
_NO_SUCH_TYPE = text("A floating-point dtype is wanted here, such as torch.float64.")


class _Endless(int):
    """The threshold of a program that wants every tensor whole: torch compares the count of numbers with it."""

    def __lt__(self, count: int) -> bool:
        if count > int(self):
            raise LimitExceeded(
                text("A tensor of more than %(limit)s numbers can't be printed whole.", limit=int(self)),
                hint=text("Print a part of it, or leave torch.set_printoptions(threshold=...) out."),
            )
        return False


@contextmanager
def put_back() -> Iterator[None]:
    """Whatever is set inside is as before afterwards."""
    printing, dtype = copy.copy(torch._tensor_str.PRINT_OPTS), torch.get_default_dtype()
    try:
        yield
    finally:
        torch._tensor_str.PRINT_OPTS = printing
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(True)
        reset_switches()


def _one_thread(count: Any) -> None:
    """torch.set_num_threads: programs run on one thread, whatever a script asks for within reason."""
    if not isinstance(count, int) or not 0 < count <= MOST_THREADS:
        raise ProgramError(
            text("Programs run on one thread here."), code="refused-name", hint=text("Leave the line out.")
        )


def set_printoptions(
    precision: Any = None,
    threshold: Any = None,
    edgeitems: Any = None,
    linewidth: Any = None,
    profile: Any = None,
    sci_mode: Any = None,
) -> None:
    """torch.set_printoptions; a tensor of more numbers than a program could print is never written out whole."""
    options = {"precision": precision, "edgeitems": edgeitems, "linewidth": linewidth}
    for name, value in options.items():
        if value is not None and not (isinstance(value, int) and 0 <= value <= _BOUNDS[name]):
            raise LimitExceeded(
                text("%(name)s is a whole number from 0 to %(limit)s here.", name=name, limit=_BOUNDS[name]),
                hint=text("Use a smaller one, such as 8."),
            )
    if threshold is not None and (not isinstance(threshold, (int, float)) or math.isnan(threshold)):
        raise ProgramError(text("The threshold is a number."), code="arguments", hint=text("Write threshold=10_000."))
    if profile is not None and not (isinstance(profile, str) and profile in ("default", "short", "full")):
        raise ProgramError(text("The profile is 'default', 'short' or 'full'."), code="arguments")
    if sci_mode is not None and not isinstance(sci_mode, bool):
        raise ProgramError(text("sci_mode is True, False or None."), code="arguments")
    set_for_all: Any = torch.set_printoptions
    set_for_all(threshold=threshold, profile=profile, sci_mode=sci_mode, **options)
    now: Any = torch._tensor_str.PRINT_OPTS
    if now.threshold > MOST_PRINTED:
        now.threshold = _Endless(MOST_PRINTED)


def set_grad_enabled(mode: Any) -> GradMode:
    """torch.set_grad_enabled(mode): at once, and inside a `with` until its end."""
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(bool(mode))
    return GradMode(bool(mode), before)


def set_default_dtype(dtype: Any) -> None:
    """torch.set_default_dtype(torch.float64)."""
    if not (isinstance(dtype, torch.dtype) and dtype.is_floating_point):
        raise ProgramError(_NO_SUCH_TYPE, code="arguments", hint=text("Write torch.float32 or torch.float64."))
    torch.set_default_dtype(dtype)


def watch_anomalies(*_: Any, **__: Any) -> GradMode:
    """set_detect_anomaly: what it would tell on a console, the recorded graph shows."""
    return GradMode(torch.is_grad_enabled())


def _nothing(*_: Any) -> None:
    """A process of ours always has one thread."""


_CALLS: Mapping[str, Any] = {
    "set_printoptions": set_printoptions,
    "set_grad_enabled": set_grad_enabled,
    "is_grad_enabled": torch.is_grad_enabled,
    "set_default_dtype": set_default_dtype,
    "set_default_tensor_type": lambda kind: set_default_dtype(dtype_of(kind)),
    "get_default_dtype": torch.get_default_dtype,
    "set_num_threads": _one_thread,
    "get_num_threads": lambda: 1,
    "set_num_interop_threads": _nothing,
    "use_deterministic_algorithms": _nothing,
    "set_float32_matmul_precision": _nothing,
}
STATE_NAMES: Mapping[str, Function] = MappingProxyType(
    {name: Function(name, call, traced=False) for name, call in _CALLS.items()}
)
"""What `torch` has of them."""
