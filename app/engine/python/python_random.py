"""`random`: the numbers of Python's own module, seeded, so that a program prints the same each time."""

import random
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from app.engine.basics.plain import MOST_BITS, READS_ENTRIES, check_items, listed
from app.engine.numpy.numpy_random import Draws
from app.engine.numpy.shared_memory import SHARED_MEMORY
from app.engine.program.objects import Function, Kind, Namespace
from app.engine.python.surroundings import SURROUNDINGS
from app.errors import ProgramError, text

_PLAIN = (
    "random uniform randint randrange gauss normalvariate triangular betavariate expovariate gammavariate "
    "lognormvariate paretovariate vonmisesvariate weibullvariate"
)
_KEYWORDS = frozenset("a b k weights cum_weights counts mu sigma alpha beta low high mode lambd seed x".split())
_SEEDS = (int, float, str, type(None))


def _seeded(real: random.Random, a: Any = None) -> None:
    """Without a seed Python would ask the machine for one."""
    if not isinstance(a, _SEEDS):
        raise TypeError("The only supported seed types are: None, int, float, str, bytes, and bytearray.")
    real.seed(SURROUNDINGS.seed if a is None else a)


def _items(items: Any) -> Any:
    if not isinstance(items, READS_ENTRIES):
        raise ProgramError(
            text("A list, a range or a text is wanted here."), code="arguments", hint=text("Make a list: list(...).")
        )
    return items


def _choices(
    real: random.Random, population: Any, weights: Any = None, *, cum_weights: Any = None, k: Any = 1
) -> list[Any]:
    check_items(int(k))
    sums = None if cum_weights is None else listed(cum_weights)
    return real.choices(_items(population), None if weights is None else listed(weights), cum_weights=sums, k=k)


def _sample(real: random.Random, population: Any, k: int, *, counts: Any = None) -> list[Any]:
    check_items(int(k))
    population = population if isinstance(population, range) else listed(_items(population))
    return real.sample(population, k, counts=None if counts is None else listed(counts))


def _shuffle(real: random.Random, x: Any) -> None:
    SHARED_MEMORY.will_write(x)
    real.shuffle(_items(x))


def _bits(real: random.Random, k: int) -> int:
    check_items(int(k) * 1_000_000 // MOST_BITS)
    return real.getrandbits(k)


def _function(name: str, call: Callable[..., Any]) -> Function:
    return Function(f"random.{name}", call, traced=False, keywords=_KEYWORDS)


def _table(real: random.Random) -> Mapping[str, Function]:
    """The functions of one generator: real methods by our own list of names."""
    own: dict[str, Callable[..., Any]] = {
        "seed": partial(_seeded, real),
        "choice": lambda seq: real.choice(_items(seq)),
        "choices": partial(_choices, real),
        "sample": partial(_sample, real),
        "shuffle": partial(_shuffle, real),
        "getrandbits": partial(_bits, real),
    }
    plain = {name: getattr(real, name) for name in _PLAIN.split()}
    return {name: _function(name, call) for name, call in {**plain, **own}.items()}


def _generator(x: Any = None) -> Draws:
    real = random.Random(0)
    _seeded(real, x)
    return Draws("<random.Random object>", real, MappingProxyType(_table(real)))


RANDOM_MODULE = Namespace(
    "random",
    MappingProxyType(
        {
            **_table(SURROUNDINGS.random),
            "Random": Kind("random.Random", _generator, traced=False, keywords=frozenset(), real=random.Random),
        }
    ),
)
