"""`numpy.random`: numpy's own numbers, seeded, so that a program prints the same each time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.guard import check_argument
from app.engine.names.families import Family
from app.engine.numpy.arrays import check_numbers, numbers_of, numpy_value, product, result, stretched
from app.engine.numpy.shared_memory import SHARED_MEMORY
from app.engine.program.objects import Found, Function, Kind, Namespace
from app.engine.python.surroundings import SURROUNDINGS
from app.errors import ProgramError, text

_KEYWORDS = frozenset(
    "size loc scale low high p replace a x n lam dtype endpoint seed mean cov axis shape d0 alpha mu sigma mode left "
    "right method pvals b df".split()
)
_SIZE: Mapping[str, int] = MappingProxyType(
    {
        "random": 0, "random_sample": 0, "standard_normal": 0, "standard_exponential": 0,
        "exponential": 1, "poisson": 1, "geometric": 1, "chisquare": 1, "rayleigh": 1, "standard_t": 1,
        "uniform": 2, "normal": 2, "laplace": 2, "logistic": 2, "lognormal": 2, "gumbel": 2, "beta": 2, "gamma": 2,
        "binomial": 2, "randint": 2, "integers": 2, "random_integers": 2, "multivariate_normal": 2, "multinomial": 2,
        "triangular": 3, "dirichlet": 1,
    }
)  # fmt: skip
"""Where the size stands among the arguments."""
_LEGACY = (
    "random random_sample standard_normal exponential poisson geometric chisquare standard_t uniform "
    "normal laplace logistic lognormal gumbel beta gamma binomial randint multivariate_normal multinomial triangular "
    "dirichlet"
)
_MODERN = (
    "random standard_normal exponential poisson geometric chisquare standard_t uniform normal laplace logistic "
    "lognormal gumbel beta gamma binomial integers multivariate_normal multinomial triangular dirichlet"
)
_OF_VECTORS = frozenset({"multivariate_normal", "multinomial", "dirichlet"})
_DIMENSIONS = frozenset({"rand", "randn"})


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """A generator of random numbers; Python would print its address."""

    name: str
    real: Any
    methods: Mapping[str, Function]

    def __repr__(self) -> str:
        return self.name


def _drawn(name: str, method: Callable[..., Any], *given: Any, **named: Any) -> Any:
    arguments = [numpy_value(part) for part in given]
    options = {key: numpy_value(part) for key, part in named.items()}
    if name in _DIMENSIONS:
        count = product(arguments)
    else:
        position = _SIZE[name]
        size = options.get("size", arguments[position] if len(arguments) > position else None)
        count = 0 if size is None else product(np.ravel(size))
        rest = [part for index, part in enumerate(arguments) if index != position]
        count = (
            max(count, 1) * max(map(numbers_of, rest), default=1)
            if name in _OF_VECTORS
            else max(count, stretched(*rest))
        )
    check_numbers(count)
    return result(method(*arguments, **options))


def _choice(
    method: Callable[..., Any], a: Any, size: Any = None, replace: Any = True, p: Any = None, **more: Any
) -> Any:
    a, size, p = numpy_value(a), numpy_value(size), numpy_value(p)
    count = 1 if size is None else product(np.ravel(size))
    single = isinstance(a, (int, np.integer))
    row = 1 if single or np.ndim(a) < 2 else numbers_of(a)
    check_numbers(count * row)
    check_numbers(int(a) if single and not (replace and p is None) else 1)
    return result(method(a, size, bool(replace), p, **{key: numpy_value(part) for key, part in more.items()}))


def _shuffle(method: Callable[..., Any], items: Any, **more: Any) -> None:
    """In place: an array, or a list of anything."""
    if not isinstance(items, (list, np.ndarray)):
        raise ProgramError(text("Only a list or an array can be shuffled."), code="arguments")
    check_argument(items)
    SHARED_MEMORY.will_write(items)
    method(items, **{key: numpy_value(part) for key, part in more.items()})


def _permutation(method: Callable[..., Any], items: Any, **more: Any) -> Any:
    items = numpy_value(items)
    check_numbers(int(items) if isinstance(items, (int, np.integer)) else numbers_of(items))
    return result(method(items, **{key: numpy_value(part) for key, part in more.items()}))


def _function(name: str, call: Callable[..., Any]) -> Function:
    return Function(f"np.random.{name}", call, traced=False, keywords=_KEYWORDS)


def _methods(real: Any, names: str) -> Mapping[str, Function]:
    """The functions that draw from one generator, real ones by our own lists of names."""
    table = {name: _function(name, partial(_drawn, name, getattr(real, name))) for name in names.split()}
    table["choice"] = _function("choice", partial(_choice, real.choice))
    table["shuffle"] = _function("shuffle", partial(_shuffle, real.shuffle))
    table["permutation"] = _function("permutation", partial(_permutation, real.permutation))
    return table


def _legacy(real: Any) -> Mapping[str, Function]:
    dimensions = {name: _function(name, partial(_drawn, name, getattr(real, name))) for name in ("rand", "randn")}
    seed = _function("seed", lambda seed=None: real.seed(_seed(seed)))
    return MappingProxyType({**_methods(real, _LEGACY), **dimensions, "seed": seed})


def _seed(seed: Any) -> Any:
    """Without a seed numpy would ask the machine for one."""
    return SURROUNDINGS.seed % 2**32 if seed is None else numpy_value(seed)


def _random_state(seed: Any = None) -> Draws:
    real = np.random.RandomState(_seed(seed))
    return Draws("RandomState(MT19937)", real, _legacy(real))


def _default_rng(seed: Any = None) -> Draws:
    if isinstance(seed, Draws):
        return seed
    real = np.random.default_rng(SURROUNDINGS.seed if seed is None else numpy_value(seed))
    return Draws("Generator(PCG64)", real, MappingProxyType(_methods(real, _MODERN)))


def _bound(draws: Any, name: str) -> Found | None:
    """The functions of a generator draw from it already."""
    return Found(draws.methods[name]) if name in draws.methods else None


DRAWS = Family(_bound, lambda draws: draws.methods.keys())
_GLOBAL = _legacy(np.random.mtrand._rand)
RANDOM = Namespace(
    "numpy.random",
    MappingProxyType(
        {
            **_GLOBAL,
            "ranf": _GLOBAL["random_sample"],
            "sample": _GLOBAL["random_sample"],
            "RandomState": Kind("numpy.random.RandomState", _random_state, False, frozenset({"seed"}), real=Draws),
            "default_rng": Function("np.random.default_rng", _default_rng, False, frozenset({"seed"})),
        }
    ),
)
