"""torch.nn.init and torch.nn.utils for a program: functions that write into parameters, or work on all of them."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import init

from app.engine.basics.plain import listed
from app.engine.program.objects import Function
from app.errors import ProgramError, text

_INITIALISERS: Mapping[str, tuple[Callable[..., Any], str]] = {
    "uniform_": (init.uniform_, "a b"),
    "normal_": (init.normal_, "mean std"),
    "trunc_normal_": (init.trunc_normal_, "mean std a b"),
    "constant_": (init.constant_, "val"),
    "ones_": (init.ones_, ""),
    "zeros_": (init.zeros_, ""),
    "eye_": (init.eye_, ""),
    "dirac_": (init.dirac_, "groups"),
    "xavier_uniform_": (init.xavier_uniform_, "gain"),
    "xavier_normal_": (init.xavier_normal_, "gain"),
    "kaiming_uniform_": (init.kaiming_uniform_, "a mode nonlinearity"),
    "kaiming_normal_": (init.kaiming_normal_, "a mode nonlinearity"),
    "orthogonal_": (init.orthogonal_, "gain"),
    "sparse_": (init.sparse_, "sparsity std"),
}
_OLD_NAMES = (
    "uniform normal constant eye dirac xavier_uniform xavier_normal kaiming_uniform kaiming_normal orthogonal sparse"
)
_MOST_NUMBERS = 1_000_000
_SLOW = frozenset({"orthogonal_", "sparse_", "dirac_"})


def _initialiser(name: str) -> Function:
    real, options = _INITIALISERS[name]

    def fill(tensor: Any, *given: Any, **named: Any) -> Tensor:
        if not isinstance(tensor, Tensor):
            raise ProgramError(
                text("%(name)s fills a tensor.", name=name), code="arguments", hint=text("Give it layer.weight.")
            )
        if any(isinstance(value, (Tensor, list, tuple, dict)) for value in (*given, *named.values())):
            raise TypeError("a number is wanted")
        if name in _SLOW and tensor.numel() > _MOST_NUMBERS:
            raise ProgramError(text("The tensor is too large for this."), code="arguments")
        return real(tensor, *given, **named)  # type: ignore[no-any-return]

    return Function(name, fill, keywords=frozenset({"tensor", *options.split()}))


def _gain(nonlinearity: str, param: Any = None) -> float:
    return init.calculate_gain(nonlinearity, param)  # type: ignore[arg-type]  # torch says which texts there are


INIT: Mapping[str, Function] = MappingProxyType(
    {
        **{name: _initialiser(name) for name in _INITIALISERS},
        **{name: _initialiser(f"{name}_") for name in _OLD_NAMES.split()},
        "calculate_gain": Function(
            "calculate_gain", _gain, traced=False, keywords=frozenset({"nonlinearity", "param"})
        ),
    }
)
"""By the name in torch.nn.init, and the old names without the last underscore."""


def _tensors(parameters: Any) -> list[Tensor]:
    found = [parameters] if isinstance(parameters, Tensor) else listed(parameters)
    if not all(isinstance(tensor, Tensor) for tensor in found):
        raise TypeError("parameters are wanted, such as model.parameters()")
    return found


def _number(value: Any) -> float:
    if isinstance(value, Tensor) and value.numel() != 1:
        raise TypeError("a number is wanted")
    return float(value)


def clip_grad_norm(parameters: Any, max_norm: Any, norm_type: Any = 2.0, error_if_nonfinite: bool = False) -> Tensor:
    """nn.utils.clip_grad_norm_."""
    return nn.utils.clip_grad_norm_(
        _tensors(parameters), _number(max_norm), _number(norm_type), bool(error_if_nonfinite), foreach=False
    )


def _clip_grad_value(parameters: Any, clip_value: Any) -> None:
    nn.utils.clip_grad_value_(_tensors(parameters), _number(clip_value), foreach=False)


def _to_vector(parameters: Iterable[Tensor]) -> Tensor:
    return nn.utils.parameters_to_vector(_tensors(parameters))


def _from_vector(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """torch sets .data to views of the vector; here the numbers are written into the parameters, so that memory and
    version counter stay their own."""
    found = _tensors(parameters)
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {torch.typename(vec)}")
    start = 0
    with torch.no_grad():
        for tensor in found:
            tensor.copy_(vec[start : start + tensor.numel()].view_as(tensor))
            start += tensor.numel()


def _function(name: str, call: Callable[..., Any], keywords: str) -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


_NORM = "parameters max_norm norm_type error_if_nonfinite"
UTILS: Mapping[str, Function] = MappingProxyType(
    {
        "clip_grad_norm_": _function("clip_grad_norm_", clip_grad_norm, _NORM),
        "clip_grad_norm": _function("clip_grad_norm", clip_grad_norm, _NORM),
        "clip_grad_value_": _function("clip_grad_value_", _clip_grad_value, "parameters clip_value"),
        "parameters_to_vector": _function("parameters_to_vector", _to_vector, "parameters"),
        "vector_to_parameters": _function("vector_to_parameters", _from_vector, "vec parameters"),
    }
)
"""By the name in torch.nn.utils."""
