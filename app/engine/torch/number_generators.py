"""`torch.Generator`: random numbers that a program seeds by itself, and the functions that draw from one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import torch

from app.engine.program.objects import Function, Getter, Kind, Namespace
from app.engine.torch.devices import CPU, check_place

_DRAWING = "rand randn randint randperm normal bernoulli multinomial poisson rand_like randn_like randint_like".split()
_IN_PLACE = "uniform_ normal_ random_ exponential_ bernoulli_ multinomial bernoulli".split()


@dataclass(frozen=True, slots=True, eq=False)
class NumberGenerator:
    """A torch.Generator, as a program sees it."""

    real: torch.Generator

    def __repr__(self) -> str:
        return "<torch._C.Generator object>"


def made(device: Any = None) -> NumberGenerator:
    """torch.Generator()."""
    check_place(device)
    return NumberGenerator(torch.Generator())


def seeded(generator: NumberGenerator, seed: Any) -> NumberGenerator:
    """generator.manual_seed(n), which returns the generator."""
    generator.real.manual_seed(int(seed))
    return generator


def manual_seed(seed: Any) -> NumberGenerator:
    """torch.manual_seed(n), which returns the generator that every function draws from."""
    return NumberGenerator(torch.manual_seed(int(seed)))


def drawing(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that takes a generator of ours."""

    def draw(*given: Any, generator: Any = None, **named: Any) -> Any:
        if generator is None:
            return function(*given, **named)
        if not isinstance(generator, NumberGenerator):
            raise TypeError("generator must be a torch.Generator")
        return function(*given, generator=generator.real, **named)

    return draw


DRAWING = frozenset({*(f"torch.{name}" for name in _DRAWING), *(f"Tensor.{name}" for name in _IN_PLACE)})
"""The spellings of the functions that take a generator."""

GENERATOR_MEMBERS: Mapping[str, Function | Getter] = MappingProxyType(
    {
        "manual_seed": Function("manual_seed", seeded, traced=False),
        "initial_seed": Function("initial_seed", lambda generator: generator.real.initial_seed(), traced=False),
        "device": Getter(lambda _: CPU),
    }
)
GENERATOR = Kind("torch.Generator", made, traced=False, keywords=frozenset({"device"}), real=NumberGenerator)
_SEED = Function("manual_seed", manual_seed, traced=False)
_INITIAL = Function("initial_seed", torch.initial_seed, traced=False)
GENERATOR_NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "Generator": GENERATOR,
        "initial_seed": _INITIAL,
        "random": Namespace(
            "torch.random", MappingProxyType({"manual_seed": _SEED, "initial_seed": _INITIAL, "Generator": GENERATOR})
        ),
    }
)
"""What `torch` has of them, besides its own manual_seed."""
