"""The modules that a program can import, by full name: namespaces put together from the tables of their parts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.library import FUNCTIONAL, MATH, TORCH_MEMBERS
from app.engine.objects import Namespace

NN = Namespace("torch.nn", MappingProxyType({"functional": FUNCTIONAL}))
TORCH: Mapping[str, Any] = MappingProxyType({**TORCH_MEMBERS, "nn": NN})
"""What `torch` has; the functions that touch the run itself are added for each run."""

BARE: Mapping[str, Any] = MappingProxyType({"F": FUNCTIONAL, "nn": NN, "math": MATH})
"""Namespaces that need no import."""

AUTOGRAD = Namespace("torch.autograd", MappingProxyType({}))
NAMESPACES: Mapping[str, Namespace] = MappingProxyType(
    {
        "torch": Namespace("torch", TORCH),
        "torch.autograd": AUTOGRAD,
        "torch.nn": NN,
        "torch.nn.functional": FUNCTIONAL,
        "math": MATH,
    }
)
"""By the name that an import gives."""


def overlaid(own: Mapping[str, Any]) -> dict[str, Namespace]:
    """All namespaces of one run, with the run's own functions in those that their dotted names say.

    >>> overlaid({"torch.autograd.grad": 1})["torch"].members["autograd"].members["grad"]
    1
    """
    found = dict(NAMESPACES)
    inside: dict[str, dict[str, Any]] = {}
    for name, value in own.items():
        origin, _, last = name.rpartition(".")
        if origin:
            inside.setdefault(origin, {})[last] = value
    while inside:
        deepest = max(inside, key=lambda name: name.count("."))
        found[deepest] = Namespace(deepest, {**found[deepest].members, **inside.pop(deepest)})
        origin, _, last = deepest.rpartition(".")
        if origin:
            inside.setdefault(origin, {})[last] = found[deepest]
    return found
