"""What an optimizer shows to a program, as a literal table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from torch.optim import Optimizer

from app.engine.names.families import table_family
from app.engine.optim.optimizers import add_param_group, step, zero_grad
from app.engine.optim.parameter_groups import check_groups, check_state
from app.engine.program.objects import Function, Getter


def _state_dict(optimizer: Optimizer) -> Any:
    check_groups(optimizer)
    return optimizer.state_dict()


def _load_state_dict(optimizer: Optimizer, state_dict: Any) -> None:
    check_groups(optimizer)
    check_state(state_dict)
    optimizer.load_state_dict(state_dict)
    check_groups(optimizer)


def _function(name: str, call: Callable[..., Any], keywords: str = "") -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


OPTIMIZER_MEMBERS: Mapping[str, Function | Getter] = MappingProxyType(
    {
        "step": _function("step", step, "closure"),
        "zero_grad": _function("zero_grad", zero_grad, "set_to_none"),
        "add_param_group": _function("add_param_group", add_param_group, "param_group"),
        "state_dict": _function("state_dict", _state_dict),
        "load_state_dict": _function("load_state_dict", _load_state_dict, "state_dict"),
        "param_groups": Getter(lambda optimizer: optimizer.param_groups),
        "state": Getter(lambda optimizer: optimizer.state),
        "defaults": Getter(lambda optimizer: optimizer.defaults),
    }
)
"""Members of every optimizer; hooks around a step are not among them."""

OPTIMIZERS_FAMILY = table_family(OPTIMIZER_MEMBERS)
"""The family of torch's optimizers."""
