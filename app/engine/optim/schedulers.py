"""The schedulers of torch.optim.lr_scheduler as a literal table of the arguments that each takes."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from torch.optim import Optimizer
from torch.optim import lr_scheduler as torchs

from app.engine.basics.argument_checks import Check, flag, number, optional, wanted, whole
from app.engine.basics.plain import listed
from app.engine.program.anonymous import anonymous
from app.engine.program.functions import callable_of
from app.engine.program.objects import Kind

MOST_STEPS = 1_000_000
Scheduler = torchs.LRScheduler


def _count(least: int) -> Check:
    return lambda name, value: whole(name, value, least, MOST_STEPS)


def _optimizer(name: str, value: Any) -> Optimizer:
    if not isinstance(value, Optimizer):
        raise wanted(name, "an optimizer")
    return value


def _numbers(name: str, value: Any) -> Any:
    return [number(name, item) for item in value] if isinstance(value, (list, tuple)) else number(name, value)


def _function(name: str, value: Any) -> Callable[[Any], float]:
    """A plain function around the program's: torch shows the insides of any other."""
    called = callable_of(value)
    return lambda count: number(name, called(count))


def _functions(name: str, value: Any) -> Any:
    return [_function(name, item) for item in value] if isinstance(value, list) else _function(name, value)


def _milestones(name: str, value: Any) -> list[int]:
    return [whole(name, item, 0, MOST_STEPS) for item in listed(value)]


def _schedulers(name: str, value: Any) -> list[Any]:
    found = listed(value)
    if not all(isinstance(item, Scheduler) for item in found):
        raise wanted(name, "a list of schedulers")
    return found


def _words(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise wanted(name, "text")
    return value


_NUMBERS = (
    "gamma eta_min factor threshold eps pct_start base_momentum max_momentum div_factor final_div_factor start_factor "
    "end_factor power"
)
_CHECKS: Mapping[str, Check] = {
    "optimizer": _optimizer,
    **dict.fromkeys("step_size T_0 T_mult step_size_up".split(), _count(1)),
    **dict.fromkeys("T_max patience cooldown total_iters".split(), _count(0)),
    **dict.fromkeys("total_steps epochs steps_per_epoch step_size_down".split(), optional(_count(1))),
    "last_epoch": _count(-1),
    **dict.fromkeys(_NUMBERS.split(), _numbers),
    **dict.fromkeys("min_lr max_lr base_lr".split(), _numbers),
    **dict.fromkeys("mode threshold_mode anneal_strategy scale_mode".split(), _words),
    **dict.fromkeys("cycle_momentum three_phase verbose".split(), flag),
    "milestones": _milestones,
    "lr_lambda": _functions,
    "scale_fn": optional(_function),
    "schedulers": _schedulers,
}
"""By the name of the argument."""

_SCHEDULERS: Mapping[type[Scheduler], str] = {
    torchs.StepLR: "optimizer step_size gamma last_epoch",
    torchs.MultiStepLR: "optimizer milestones gamma last_epoch",
    torchs.ExponentialLR: "optimizer gamma last_epoch",
    torchs.CosineAnnealingLR: "optimizer T_max eta_min last_epoch",
    torchs.CosineAnnealingWarmRestarts: "optimizer T_0 T_mult eta_min last_epoch",
    torchs.LambdaLR: "optimizer lr_lambda last_epoch",
    torchs.MultiplicativeLR: "optimizer lr_lambda last_epoch",
    torchs.ReduceLROnPlateau: "optimizer mode factor patience threshold threshold_mode cooldown min_lr eps",
    torchs.OneCycleLR: (
        "optimizer max_lr total_steps epochs steps_per_epoch pct_start anneal_strategy cycle_momentum base_momentum "
        "max_momentum div_factor final_div_factor three_phase last_epoch"
    ),
    torchs.CyclicLR: (
        "optimizer base_lr max_lr step_size_up step_size_down mode gamma scale_fn scale_mode cycle_momentum "
        "base_momentum max_momentum last_epoch"
    ),
    torchs.LinearLR: "optimizer start_factor end_factor total_iters last_epoch",
    torchs.ConstantLR: "optimizer factor total_iters last_epoch",
    torchs.PolynomialLR: "optimizer total_iters power last_epoch",
    torchs.SequentialLR: "optimizer schedulers milestones last_epoch",
    torchs.ChainedScheduler: "schedulers optimizer",
}
"""By real type: the arguments that a program may give, in torch's order."""


def _no_scheduler(*_: Any) -> Any:
    raise TypeError("LRScheduler is the base of all schedulers: use one of them, such as StepLR")


def _kind(kind: type[Scheduler], order: Sequence[str]) -> Kind:
    real = anonymous(kind)

    def make(*given: Any, **named: Any) -> Scheduler:
        if len(given) > len(order):
            raise TypeError(f"{kind.__name__} takes at most {len(order)} arguments, and here are {len(given)}")
        found = dict(zip(order, given, strict=False))
        if found.keys() & named.keys():
            raise TypeError(f"{kind.__name__} gets an argument twice")
        made: Scheduler = real(**{name: _CHECKS[name](name, value) for name, value in (found | named).items()})
        return made

    return Kind(kind.__name__, make, traced=False, keywords=frozenset(order), real=real)


SCHEDULERS: Mapping[str, Kind] = MappingProxyType(
    {
        **{kind.__name__: _kind(kind, order.split()) for kind, order in _SCHEDULERS.items()},
        "LRScheduler": Kind("LRScheduler", _no_scheduler, traced=False, real=Scheduler),
    }
)
"""By the name in torch.optim.lr_scheduler."""
