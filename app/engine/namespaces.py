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

NAMESPACES: Mapping[str, Namespace] = MappingProxyType(
    {"torch.nn": NN, "torch.nn.functional": FUNCTIONAL, "math": MATH}
)
"""By the name that an import gives; `torch` itself is the run's own."""
