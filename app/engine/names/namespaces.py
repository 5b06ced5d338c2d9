"""The modules that a program can import, by full name: namespaces put together from the tables of their parts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.names.library import AUTOGRAD_NAMES, FUNCTIONAL, TORCH_MEMBERS
from app.engine.numpy.numpy_names import LINALG, NUMPY
from app.engine.numpy.numpy_random import RANDOM
from app.engine.numpy.numpy_tensors import OF_ARRAYS
from app.engine.program.objects import Namespace
from app.engine.python.mathematics import MATH
from app.engine.python.standard_library import STANDARD_LIBRARY
from app.engine.torch.custom_functions import CUSTOM_NAMES
from app.engine.torch.devices import BACKENDS, CUDA, CUDNN, MPS
from app.engine.torch.distributions import DISTRIBUTIONS
from app.engine.torch.mixed_precision import AMP, AUTOCAST, CUDA_AMP
from app.engine.torch.torch_parts import NN_MEMBERS, OPTIM, TORCH_PARTS, UTILITIES

AUTOGRAD = Namespace("torch.autograd", MappingProxyType({**AUTOGRAD_NAMES, **CUSTOM_NAMES}))
NN = Namespace("torch.nn", MappingProxyType({**NN_MEMBERS, "functional": FUNCTIONAL}))
_CUDA = Namespace("torch.cuda", MappingProxyType({**CUDA.members, "amp": CUDA_AMP}))
TORCH: Mapping[str, Any] = MappingProxyType(
    {
        **TORCH_MEMBERS,
        **OF_ARRAYS,
        "amp": AMP,
        "autocast": AUTOCAST,
        "autograd": AUTOGRAD,
        "cuda": _CUDA,
        "distributions": DISTRIBUTIONS["torch.distributions"],
        "nn": NN,
        "optim": OPTIM,
        "utils": UTILITIES,
    }
)
"""What `torch` has; the functions that touch the run itself are added for each run."""

BARE: Mapping[str, Any] = MappingProxyType({"F": FUNCTIONAL, "nn": NN, "math": MATH, "NotImplemented": NotImplemented})
"""Namespaces that need no import."""

NAMESPACES: Mapping[str, Namespace] = MappingProxyType(
    {
        "torch": Namespace("torch", TORCH),
        "torch.autograd": AUTOGRAD,
        "torch.autograd.functional": Namespace("torch.autograd.functional", MappingProxyType({})),
        "torch.autograd.function": CUSTOM_NAMES["function"],
        "torch.autograd.variable": AUTOGRAD,
        "torch.backends": BACKENDS,
        "torch.backends.cudnn": CUDNN,
        "torch.backends.mps": MPS,
        "torch.amp": AMP,
        "torch.cuda": _CUDA,
        "torch.cuda.amp": CUDA_AMP,
        "torch.linalg": TORCH_MEMBERS["linalg"],
        "torch.random": TORCH_MEMBERS["random"],
        "torch.special": TORCH_MEMBERS["special"],
        "torch.nn": NN,
        "torch.nn.functional": FUNCTIONAL,
        **TORCH_PARTS,
        **DISTRIBUTIONS,
        **STANDARD_LIBRARY,
        "numpy": NUMPY,
        "numpy.linalg": LINALG,
        "numpy.random": RANDOM,
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
