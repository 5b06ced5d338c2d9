"""The optimizers of torch.optim as a literal table, and the classes that a program gets of them: torch's own steps, run
without the compiler, which torch would import at the first step and which is never used here."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

import torch
from torch import optim
from torch.optim import Optimizer

from app.engine.optim.parameter_groups import check_groups, checked_group, options_of, parameters_of
from app.engine.program.functions import callable_of
from app.engine.program.objects import Kind
from app.errors import ProgramError, text

_SWITCHES = "foreach maximize capturable differentiable fused"
_ADAM = "params lr betas eps weight_decay"
_OPTIMIZERS: Mapping[type[Optimizer], str] = {
    optim.SGD: "params lr momentum dampening weight_decay nesterov maximize foreach differentiable fused",
    optim.Adam: f"{_ADAM} amsgrad {_SWITCHES} decoupled_weight_decay",
    optim.AdamW: f"{_ADAM} amsgrad {_SWITCHES}",
    optim.RMSprop: "params lr alpha eps weight_decay momentum centered capturable foreach maximize differentiable",
    optim.Adagrad: f"params lr lr_decay weight_decay initial_accumulator_value eps {_SWITCHES}",
    optim.Adadelta: f"params lr rho eps weight_decay {_SWITCHES}",
    optim.Adamax: f"{_ADAM} {_SWITCHES}",
    optim.NAdam: f"{_ADAM} momentum_decay decoupled_weight_decay {_SWITCHES}",
    optim.RAdam: f"{_ADAM} decoupled_weight_decay {_SWITCHES}",
    optim.ASGD: "params lr lambd alpha t0 weight_decay foreach maximize differentiable capturable",
    optim.Rprop: f"params lr etas step_sizes {_SWITCHES}",
    optim.LBFGS: "params lr max_iter max_eval tolerance_grad tolerance_change history_size line_search_fn",
}
"""By real type: the arguments that a program may give, in torch's order."""


class WithoutCompiler(Optimizer):
    """torch wraps these four so that its compiler leaves them alone; the wrapping imports the whole compiler."""

    add_param_group = inspect.unwrap(Optimizer.add_param_group)
    state_dict = inspect.unwrap(Optimizer.state_dict)
    load_state_dict = inspect.unwrap(Optimizer.load_state_dict)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Reset the gradients of all parameters."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None or set_to_none:
                    parameter.grad = None
                    continue
                if parameter.grad.grad_fn is not None:
                    parameter.grad.detach_()
                else:
                    parameter.grad.requires_grad_(False)
                parameter.grad.zero_()


def _without_compiler(kind: type[Optimizer]) -> type[Optimizer]:
    torchs_step = inspect.unwrap(kind.step)

    def step(self: Optimizer, closure: Callable[[], Any] | None = None) -> Any:
        with torch.no_grad():
            return torchs_step(self, closure)

    step.hooked = True  # type: ignore[attr-defined]  # torch would wrap it once more, for its profiler
    own = {"step": step, "__module__": kind.__module__, "__doc__": kind.__doc__}
    return type(kind.__name__, (WithoutCompiler, kind), own)


Stepper = Callable[[Optimizer, Callable[[], Any], bool], Any]
"""Lets an optimizer work and looks at what it does; the truth value says that it will call back into the program."""

_steppers: list[Stepper] = []


@contextmanager
def stepping_through(stepper: Stepper) -> Iterator[None]:
    """Inside, every step of every optimizer of this process goes through `stepper`."""
    _steppers.append(stepper)
    try:
        yield
    finally:
        _steppers.remove(stepper)


def step(optimizer: Optimizer, closure: Any = None) -> Any:
    """`optimizer.step()`: every update of parameters by an optimizer comes through here.

    Raises:
        ProgramError: the parameter groups are not what a step can work with any more.
    """
    check_groups(optimizer)
    call = None if closure is None else callable_of(closure)
    if call is not None and isinstance(optimizer, optim.LBFGS):  # calls it again and again, the others once and first
        return _through(optimizer, partial(optimizer.step, call), True)
    loss = None
    if call is not None:
        with torch.enable_grad():
            loss = call()
        check_groups(optimizer)
    _through(optimizer, optimizer.step, False)
    return loss


def _through(optimizer: Optimizer, work: Callable[[], Any], calls_back: bool) -> Any:
    return _steppers[-1](optimizer, work, calls_back) if _steppers else work()


def zero_grad(optimizer: Optimizer, set_to_none: bool = True) -> None:
    """`optimizer.zero_grad()`."""
    check_groups(optimizer)
    optimizer.zero_grad(bool(set_to_none))


def add_param_group(optimizer: Optimizer, param_group: Any) -> None:
    """`optimizer.add_param_group(...)`."""
    check_groups(optimizer)
    optimizer.add_param_group(checked_group(param_group))


def _kind(kind: type[Optimizer], arguments: str) -> Kind:
    real, order = _without_compiler(kind), arguments.split()

    def make(*given: Any, **named: Any) -> Optimizer:
        options = options_of(kind.__name__, order, given, named)
        if "params" in options:
            options["params"] = parameters_of(options["params"])
        made = real(**options)
        check_groups(made)
        return made

    return Kind(kind.__name__, make, traced=False, keywords=frozenset(order), real=real)


def _no_optimizer(*_: Any) -> Any:
    raise ProgramError(
        text("Optimizer is the base of all optimizers, not one itself."),
        code="arguments",
        hint=text("Use one of them, such as torch.optim.SGD."),
    )


OPTIMIZERS: Mapping[str, Kind] = MappingProxyType(
    {
        **{kind.__name__: _kind(kind, arguments) for kind, arguments in _OPTIMIZERS.items()},
        "Optimizer": Kind("Optimizer", _no_optimizer, traced=False, real=Optimizer),
    }
)
"""By the name in torch.optim."""
