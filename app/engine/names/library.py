"""The names that programs can use, as literal tables by type: built once from the table of operations.

No text of a program ever becomes the name of an attribute of a real object: it is looked up here or refused.
"""

import math
from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from app.engine.basics.plain_members import PLAIN_MEMBERS
from app.engine.names.keywords import KEYWORDS as KEYWORDS
from app.engine.program.decorators import grad_mode
from app.engine.program.objects import Function, Getter, Kind, Namespace
from app.engine.torch.devices import DEVICE_NAMES
from app.engine.torch.grad_functions import GRAD_FN_MEMBERS, GradFn
from app.engine.torch.making import LEGACY, variable
from app.engine.torch.number_generators import DRAWING, GENERATOR_MEMBERS, GENERATOR_NAMES, NumberGenerator, drawing
from app.engine.torch.safe_torch import OWN, WRITING, writing
from app.engine.torch.tensor_members import PLAIN_METHODS, QUESTIONS, SMALL_MEMBERS, TENSOR_ATTRIBUTES
from app.engine.torch.torch_state import STATE_NAMES, watch_anomalies
from app.ops.registry import CALLS

DTYPES = (
    "float16 bfloat16 float32 float64 float double half int8 uint8 int16 int32 int64 short int long bool".split()
)  # fmt: skip
_MATH = tuple(
    "sqrt exp log log2 log10 sin cos tan tanh sinh cosh asin acos atan atan2 "
    "floor ceil fabs pow hypot isnan isinf".split()
)
_TENSOR_KINDS: Mapping[str, type] = {
    "torch.Tensor": Tensor,
    **{f"torch.{name}": attrgetter(name)(torch) for name in LEGACY},
}
"""The functions that make a tensor and are types as well."""
_WITH_GENERATOR = KEYWORDS | {"generator"}
_ROOTS: Mapping[str, Any] = {
    "torch": torch,
    "F": torch.nn.functional,
    "Tensor": Tensor,
    "torch.special": torch.special,
    "torch.linalg": torch.linalg,
}


def _found(spelling: str) -> Callable[..., Any] | None:
    """The real function behind a spelling of our own table; only literals of this code base come here."""
    root, _, name = spelling.rpartition(".")
    places = [_ROOTS[root]] if root else [torch, torch.nn.functional]
    for place in places:
        function = vars(place).get(name) or (attrgetter(name)(place) if hasattr(place, name) else None)
        if function is not None:
            return function  # type: ignore[no-any-return]
    return None


def _functions() -> dict[str, Function]:
    table = {}
    for spelling, entry in CALLS.items():
        function = OWN.get(spelling) or _found(spelling)
        if function is not None and spelling != "torch.manual_seed":
            table[spelling] = _function(spelling, entry.name, function)
    return table


def _function(spelling: str, name: str, call: Callable[..., Any]) -> Function:
    if spelling in _TENSOR_KINDS:
        return Kind(name, call, real=_TENSOR_KINDS[spelling])
    if spelling in DRAWING:
        return Function(name, drawing(call), keywords=_WITH_GENERATOR)
    if spelling in WRITING:
        return Function(name, writing(call), keywords=KEYWORDS | {"out"})
    return Function(name, call)


FUNCTIONS: Mapping[str, Function] = MappingProxyType(_functions())


def _under(prefix: str) -> dict[str, Any]:
    start = prefix + "."
    return {
        spelling.removeprefix(start): function
        for spelling, function in FUNCTIONS.items()
        if spelling.startswith(start) and "." not in spelling.removeprefix(start)
    }


def _plain(name: str, call: Callable[..., Any]) -> Function:
    return Function(name, call, traced=False)


def _size(sizes: Any = ()) -> torch.Size:
    if not isinstance(sizes, (list, tuple)):
        raise TypeError("torch.Size() takes an iterable of 'int'")
    return torch.Size(sizes)


def _no_dtype(*_: Any) -> None:
    raise TypeError("torch.dtype has no instances of its own: write torch.float32, torch.int64 and so on")


_MATH_MEMBERS = {name: _plain(f"math.{name}", attrgetter(name)(math)) for name in _MATH}
MATH = Namespace(
    "math", MappingProxyType({**_MATH_MEMBERS, "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan})
)
FUNCTIONAL = Namespace("torch.nn.functional", MappingProxyType(_under("F")))
TORCH_MEMBERS: Mapping[str, Any] = {
    **_under("torch"),
    **{name: attrgetter(name)(torch) for name in DTYPES},
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "no_grad": grad_mode("no_grad", False),
    "inference_mode": grad_mode("inference_mode", False),
    "enable_grad": grad_mode("enable_grad", True),
    "special": Namespace("torch.special", MappingProxyType(_under("torch.special"))),
    "linalg": Namespace("torch.linalg", MappingProxyType(_under("torch.linalg"))),
    "__version__": str(torch.__version__),
    "strided": torch.strided,
    "contiguous_format": torch.contiguous_format,
    "preserve_format": torch.preserve_format,
    "finfo": _plain("finfo", torch.finfo),
    "iinfo": _plain("iinfo", torch.iinfo),
    "Size": Kind("torch.Size", _size, traced=False, real=torch.Size),
    "dtype": Kind("torch.dtype", _no_dtype, traced=False, real=torch.dtype),
    **QUESTIONS,
    **DEVICE_NAMES,
    **GENERATOR_NAMES,
    **STATE_NAMES,
}
_VARIABLE: Any = torch.autograd.Variable
AUTOGRAD_NAMES: Mapping[str, Any] = {
    "Variable": Kind("Variable", variable, keywords=frozenset({"requires_grad", "volatile"}), real=_VARIABLE),
    **{name: TORCH_MEMBERS[name] for name in ("no_grad", "enable_grad", "inference_mode", "set_grad_enabled")},
    "set_detect_anomaly": _plain("set_detect_anomaly", watch_anomalies),
    "detect_anomaly": _plain("detect_anomaly", watch_anomalies),
}
"""What `torch.autograd` has besides what differentiates."""
BARE: Mapping[str, Any] = MappingProxyType(
    {
        **{spelling: function for spelling, function in FUNCTIONS.items() if "." not in spelling},
        "pi": math.pi,
        "float32": torch.float32,
        "float64": torch.float64,
        "int64": torch.int64,
    }
)
"""Names that need no import; `torch` and the functions that touch the run itself are added for each run."""

TENSOR_METHODS = {**_under("Tensor"), **PLAIN_METHODS}
_PAIR_TYPES = [
    value for value in vars(torch.return_types).values() if isinstance(value, type) and issubclass(value, tuple)
]
_FIELDS = tuple(
    "values indices sign logabsdet eigenvalues eigenvectors Q R U S V Vh solution residuals rank singular_values LU "
    "pivots min max std mean var hist bin_edges counts output inverse_indices L info".split()
)
MEMBERS: dict[type, Mapping[str, Any]] = {
    Tensor: MappingProxyType({**TENSOR_METHODS, **TENSOR_ATTRIBUTES}),
    NumberGenerator: GENERATOR_MEMBERS,
    GradFn: GRAD_FN_MEMBERS,
    **SMALL_MEMBERS,
    **PLAIN_MEMBERS,
    **{
        pair: MappingProxyType({field: Getter(attrgetter(field)) for field in _FIELDS if hasattr(pair, field)})
        for pair in _PAIR_TYPES
    },
}
"""What each type of value has, by exact type: a type that is not here has no attributes at all."""
