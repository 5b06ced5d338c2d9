"""`torch.distributions`: torch's own, made from numbers and tensors, with the members of a literal table.

Not here are those whose native code draws until a number fits (Gamma, Beta, Dirichlet, Poisson): it may never.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, distributions

from app.engine.basics.argument_checks import wanted, whole_in
from app.engine.names.families import Family, Member, table_family
from app.engine.numpy.arrays import check_numbers, product
from app.engine.program.objects import Function, Getter, Kind, Namespace

_KINDS: Mapping[type[distributions.Distribution], str] = {
    distributions.Normal: "loc scale",
    distributions.Uniform: "low high",
    distributions.Laplace: "loc scale",
    distributions.Exponential: "rate",
    distributions.Bernoulli: "probs logits",
    distributions.Categorical: "probs logits",
    distributions.MultivariateNormal: "loc covariance_matrix precision_matrix scale_tril",
}
"""By real type: its parameters, in torch's order."""
_COMPUTED = "mean mode stddev variance"
_SHAPES = "batch_shape event_shape has_rsample"
_FUNCTIONS = "log_prob cdf icdf"


def _parameter(name: str, value: Any) -> Any:
    if value is None or type(value) in (int, float) or isinstance(value, Tensor):
        return value
    raise wanted(name, "a number or a tensor")


def _maker(kind: type[distributions.Distribution], names: tuple[str, ...]) -> Callable[..., Any]:
    def make(*given: Any, validate_args: Any = None, **named: Any) -> distributions.Distribution:
        del validate_args  # what does not fit is always said
        if len(given) > len(names):
            raise TypeError(f"{kind.__name__} takes at most {len(names)} arguments, and here are {len(given)}")
        parameters = [_parameter(name, value) for name, value in zip(names, given, strict=False)]
        options = {name: _parameter(name, value) for name, value in named.items()}
        return kind(*parameters, **options)

    return make


def _independent(base_distribution: Any, reinterpreted_batch_ndims: Any, validate_args: Any = None) -> Any:
    del validate_args
    if type(base_distribution) not in _KINDS:
        raise wanted("base_distribution", "a distribution such as Normal")
    count = whole_in(0, len(base_distribution.batch_shape))("reinterpreted_batch_ndims", reinterpreted_batch_ndims)
    return distributions.Independent(base_distribution, count)


def _no_object(*_: Any, **__: Any) -> Any:
    raise TypeError("Distribution is what all distributions have in common: write Normal(0.0, 1.0)")


def _drawn(name: str) -> Callable[..., Tensor]:
    def draw(owner: Any, sample_shape: Any = ()) -> Tensor:
        sizes = tuple(sample_shape) if isinstance(sample_shape, (tuple, list)) else (sample_shape,)
        sizes = tuple(whole_in(0, 2**31)("sample_shape", size) for size in sizes)
        check_numbers(product((*sizes, *owner.batch_shape, *owner.event_shape)))
        found: Tensor = attrgetter(name)(owner)(torch.Size(sizes))
        return found

    return draw


def _asked(name: str) -> Callable[..., Tensor]:
    def ask(owner: Any, value: Any) -> Tensor:
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        found: Tensor = attrgetter(name)(owner)(value)
        return found

    return ask


def _divergence(p: Any, q: Any) -> Tensor:
    if not all(isinstance(item, distributions.Distribution) for item in (p, q)):
        raise wanted("p", "a distribution")
    return distributions.kl_divergence(p, q)


def _members(parameters: str) -> Mapping[str, Member]:
    shown = f"{parameters} {_COMPUTED} {_SHAPES}".split()
    return MappingProxyType(
        {
            **{name: Getter(attrgetter(name)) for name in shown},
            **{name: Function(name, _drawn(name), keywords=frozenset({"sample_shape"})) for name in _DRAWING},
            **{name: Function(name, _asked(name), keywords=frozenset({"value"})) for name in _FUNCTIONS.split()},
            "entropy": Function("entropy", lambda owner: owner.entropy(), keywords=frozenset()),
        }
    )


_DRAWING = ("sample", "rsample")
DISTRIBUTION_FAMILIES: Mapping[type, Family] = MappingProxyType(
    {
        **{kind: table_family(_members(names)) for kind, names in _KINDS.items()},
        distributions.Independent: table_family(_members("base_dist")),
    }
)
"""By real type."""


def _kind(real: type, make: Callable[..., Any], names: str) -> Kind:
    return Kind(real.__name__, make, traced=False, keywords=frozenset({*names.split(), "validate_args"}), real=real)


_INDEPENDENT = _kind(distributions.Independent, _independent, "base_distribution reinterpreted_batch_ndims")
_MADE = {kind.__name__: _kind(kind, _maker(kind, tuple(names.split())), names) for kind, names in _KINDS.items()}
_DIVERGENCE = Function("kl_divergence", _divergence, keywords=frozenset({"p", "q"}))
DISTRIBUTIONS: Mapping[str, Namespace] = MappingProxyType(
    {
        "torch.distributions": Namespace(
            "torch.distributions",
            MappingProxyType(
                {
                    **_MADE,
                    "Independent": _INDEPENDENT,
                    "Distribution": _kind(distributions.Distribution, _no_object, ""),
                    "kl_divergence": _DIVERGENCE,
                }
            ),
        ),
        **{
            f"torch.distributions.{name.lower()}": Namespace(f"torch.distributions.{name.lower()}", {name: kind})
            for name, kind in _MADE.items()
            if name in ("Normal", "Bernoulli", "Categorical")
        },
        "torch.distributions.kl": Namespace("torch.distributions.kl", {"kl_divergence": _DIVERGENCE}),
    }
)
"""By the name that an import gives."""
