"""The options of optimizers, looked at when one is made and again before every step: a program can change the groups in
between, and torch's steps trust them."""

from collections.abc import Mapping, Sequence
from operator import is_
from typing import Any
from weakref import WeakKeyDictionary

from torch import Tensor, nn
from torch.optim import Optimizer

from app.engine.basics.argument_checks import Check, flag, wanted, whole
from app.engine.basics.plain import listed
from app.engine.guard import check_nesting
from app.errors import ProgramError, text

_LARGEST = 10_000


def _number(name: str, value: Any) -> Any:
    if not isinstance(value, (int, float)) or (type(value) is int and abs(value) > _LARGEST):
        raise wanted(name, "a number")
    return value


def _rate(name: str, value: Any) -> Any:
    """torch takes a tensor of one number for a rate as well."""
    if isinstance(value, Tensor):
        if value.numel() != 1 or not value.is_floating_point() or value.requires_grad:
            raise wanted(name, "a number, or a tensor of one number that needs no gradient")
        return value
    return _number(name, value)


def _pair(name: str, value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise wanted(name, "a pair of numbers")
    for item in value:
        _number(name, item)
    return value


def _fractions(name: str, value: Any) -> Any:
    if not all(0 <= item <= 1 for item in _pair(name, value)):
        raise ValueError(f"Invalid {name}: {value}")
    return value


def _off(name: str, value: Any) -> Any:
    """Ways of working that trust the sizes of what is given, or leave gradients behind."""
    if value is not None and value is not False:
        raise ProgramError(
            text("'%(name)s' can't be switched on here.", name=name),
            code="arguments",
            hint=text("Leave it out: the numbers are the same."),
        )
    return value


def _count(name: str, value: Any) -> Any:
    return value if value is None else whole(name, value, 1, _LARGEST)


def _search(name: str, value: Any) -> Any:
    if value not in (None, "strong_wolfe"):
        raise wanted(name, "None or 'strong_wolfe'")
    return value


_NUMBERS = (
    "momentum dampening eps alpha lr_decay initial_accumulator_value rho momentum_decay lambd t0 tolerance_grad "
    "tolerance_change"
)
OPTIONS: Mapping[str, Check] = {
    "lr": _rate,
    "weight_decay": _rate,
    **dict.fromkeys(_NUMBERS.split(), _number),
    **dict.fromkeys("nesterov maximize amsgrad centered decoupled_weight_decay".split(), flag),
    **dict.fromkeys("foreach capturable differentiable fused".split(), _off),
    **dict.fromkeys("max_iter max_eval history_size".split(), _count),
    "betas": _fractions,
    "etas": _pair,
    "step_sizes": _pair,
    "line_search_fn": _search,
    "params": lambda _, value: value,
}
"""By name, what looks at an option."""


def options_of(owner: str, order: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The options of an optimizer by name, each looked at."""
    if len(given) > len(order):
        raise TypeError(f"{owner} takes at most {len(order)} arguments, and here are {len(given)}")
    found = dict(zip(order, given, strict=False))
    if found.keys() & named.keys():
        raise TypeError(f"{owner} gets an argument twice")
    return {name: OPTIONS[name](name, value) for name, value in (found | dict(named)).items()}


def parameters_of(params: Any) -> Any:
    """What an optimizer is given to optimise, as a list: parameters, names with parameters, or groups."""
    if isinstance(params, Tensor):
        return params  # torch says what is wrong with that
    if isinstance(params, set):
        raise TypeError("optimizer parameters need to be organized in ordered collections: use a list instead")
    found = list(params) if isinstance(params, nn.ParameterList) else listed(params)
    if found and isinstance(found[0], dict):
        return [checked_group(group) for group in found]
    return found


def checked_group(group: Any) -> Any:
    """A group that a program gives, its parameters as a list and its options looked at."""
    if not isinstance(group, dict):
        raise TypeError(f"param_group must be a dict, but got {type(group).__name__}")
    if "params" not in group:
        raise ProgramError(
            text("A group of parameters needs the entry 'params'."),
            code="arguments",
            hint=text("Write {'params': model.parameters(), 'lr': 0.1}."),
        )
    if not isinstance(group["params"], (Tensor, set)):
        group["params"] = listed(group["params"])
    _check_options(group)
    return group


def _check_options(group: Mapping[Any, Any]) -> None:
    for name, value in group.items():
        check = OPTIONS.get(name) if isinstance(name, str) else None
        if check is not None:
            check(name, value)
        elif type(name) is not str:
            raise TypeError("the names of options are text")


_LATER = frozenset({"differentiable"})
"""What torch adds to the defaults, but not to the groups, when a state is loaded."""


def check_groups(optimizer: Optimizer) -> None:
    """Raise ProgramError when the groups of an optimizer can't be worked with any more."""
    holds = _held(optimizer)
    checked = _checked.get(optimizer, ())
    if len(holds) == len(checked) and all(map(is_, holds, checked)):
        return
    for group in optimizer.param_groups:
        entries: Any = group
        fits = isinstance(entries, dict) and isinstance(entries.get("params"), list)
        if not fits or not group.keys() >= optimizer.defaults.keys() - _LATER:
            raise _spoilt()
        if not all(isinstance(parameter, Tensor) for parameter in group["params"]):
            raise _spoilt()
        _check_options(group)
    _checked[optimizer] = holds


_checked: WeakKeyDictionary[Optimizer, Sequence[Any]] = WeakKeyDictionary()
"""What the groups of an optimizer held when they were looked at last: most steps find nothing changed."""


def _held(optimizer: Optimizer) -> list[Any]:
    """Whatever the groups hold, their parameters one by one."""
    found: list[Any] = []
    for group in optimizer.param_groups:
        if type(group) is dict:
            found += (*group.keys(), *group.values())
            params = group.get("params")
            found += params if type(params) is list else ()
    return found


def _spoilt() -> ProgramError:
    return ProgramError(
        text("The parameter groups of the optimizer have been changed into something that it can't work with."),
        code="arguments",
        hint=text("Change the numbers in a group: group['lr'] = 0.01."),
    )


_PLAIN = (int, float, bool, str, type(None), Tensor)


def check_state(state: Any) -> None:
    """Raise TypeError for what is not the state of an optimizer: torch copies it by recursion, whatever it is.

    Raises:
        TypeError, LimitExceeded: it holds something else than numbers and tensors, or too much.
    """
    check_nesting(state, whole=True)
    entries = (state.get("state"), state.get("param_groups")) if isinstance(state, dict) else ()
    if [type(entry) for entry in entries] != [dict, list]:
        raise TypeError("the state dict of an optimizer has the entries 'state' and 'param_groups'")
    waiting: list[Any] = [*state["state"].values(), *state["param_groups"]]
    if not all(type(item) is dict for item in waiting) or not all(type(key) in (int, str) for key in state["state"]):
        raise TypeError("the entries of a state dict are dictionaries")
    while waiting:
        item = waiting.pop()
        if type(item) is dict:
            waiting.extend([*item.keys(), *item.values()])
        elif type(item) in (list, tuple):
            waiting.extend(item)
        elif not isinstance(item, _PLAIN):
            raise TypeError("a state dict holds numbers and tensors")
    _check_texts(state["state"])


def _check_texts(state: Mapping[Any, Any]) -> None:
    if any(isinstance(value, str) for entries in state.values() for value in entries.values()):
        raise TypeError("the state of a parameter holds numbers and tensors")
