"""What a scheduler shows to a program, as a literal table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from torch import Tensor
from torch.optim import lr_scheduler as torchs

from app.engine.basics.argument_checks import wanted, whole
from app.engine.names.families import table_family
from app.engine.optim.schedulers import MOST_STEPS
from app.engine.program.objects import Function, Getter
from app.errors import ProgramError, text


def _step(scheduler: Any, *given: Any, **named: Any) -> None:
    """scheduler.step(), of the old style with the count, or with the number that a plateau is looked for in."""
    values = [*given, *named.values()]
    if len(values) > 1:
        raise TypeError("step takes one argument")
    if not isinstance(scheduler, torchs.ReduceLROnPlateau):
        values = [
            value if type(value) is float else whole("epoch", value, 0, MOST_STEPS)
            for value in values
            if value is not None
        ]
    elif not all(isinstance(value, (int, float, Tensor)) for value in values):
        raise wanted("metrics", "a number")
    scheduler.step(*values)


_PLAIN = (int, float, bool, str, type(None), Tensor)
_UNLOADED = (torchs.SequentialLR, torchs.ChainedScheduler, torchs.LambdaLR, torchs.MultiplicativeLR, torchs.CyclicLR)


def _state_dict(scheduler: Any) -> dict[str, Any]:
    """torch's own, without what is not plain."""
    return {name: value for name, value in scheduler.state_dict().items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_plain(item) for item in value.values())
    return all(map(_is_plain, value)) if isinstance(value, (list, tuple)) else isinstance(value, _PLAIN)


def _load_state_dict(scheduler: Any, state_dict: Any) -> None:
    """Entries that the scheduler has itself, by values of the same kind: torch's own takes any name."""
    known = _state_dict(scheduler)
    if isinstance(scheduler, _UNLOADED) or not isinstance(state_dict, dict) or not state_dict.keys() <= known.keys():
        raise ProgramError(
            text("This state can't be loaded into the scheduler."),
            code="arguments",
            hint=text("Load what state_dict() of a scheduler of the same kind gave."),
        )
    for name, value in state_dict.items():
        if not _is_flat(value) or (type(value) is not type(known[name]) and None not in (value, known[name])):
            raise wanted(name, "what the scheduler had there")
    vars(scheduler).update(state_dict)


def _is_flat(value: Any) -> bool:
    items = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    return all(
        isinstance(item, _PLAIN) and not (isinstance(item, int) and abs(item) > MOST_STEPS)
        for item in (items if isinstance(items, (list, tuple)) else [items])
    )


def _member(name: str, call: Callable[..., Any], keywords: str = "") -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


_READABLE = (
    "last_epoch base_lrs gamma step_size T_max eta_min factor patience best num_bad_epochs total_steps min_lrs mode"
)


def _reader(name: str) -> Getter:
    def read(scheduler: Any) -> Any:
        if name not in vars(scheduler):
            raise AttributeError(f"{type(scheduler).__name__} has no attribute {name}")
        return vars(scheduler)[name]

    return Getter(read)


SCHEDULER_MEMBERS: Mapping[str, Function | Getter] = MappingProxyType(
    {
        "step": _member("step", _step, "epoch metrics"),
        "get_last_lr": _member("get_last_lr", lambda scheduler: list(scheduler.get_last_lr())),
        "get_lr": _member("get_lr", lambda scheduler: list(scheduler.get_lr())),
        "state_dict": _member("state_dict", _state_dict),
        "load_state_dict": _member("load_state_dict", _load_state_dict, "state_dict"),
        "optimizer": Getter(lambda scheduler: scheduler.optimizer),
        **{name: _reader(name) for name in _READABLE.split()},
    }
)
"""Members of every scheduler."""

SCHEDULERS_FAMILY = table_family(SCHEDULER_MEMBERS)
"""The family of torch's schedulers."""
