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

from app.engine.objects import Function, Getter, GradMode, Kind, Namespace
from app.engine.plain_members import PLAIN_MEMBERS
from app.engine.safe_torch import OWN
from app.ops.registry import CALLS

KEYWORDS = frozenset(
    "alpha approximate atol attn_mask beta bias bins chunks condition correction create_graph data delta "
    "descending device diagonal dilation dim dim0 dim1 dims dims_or_dim dropout_p dtype end eps equal_nan "
    "equation exponent fill_value gradient groups high ignore_index implicit index indexing input "
    "is_causal k keepdim kernel_size label_smoothing largest log_input log_target low margin mask max "
    "mean min mode momentum n nan negative_slope neginf normalized_shape num_classes num_samples ord "
    "other out_features p padding pos_weight posinf rcond reduction repeats requires_grad retain_graph "
    "rtol running_mean running_var scale sections shape shifts size sorted source split_size_or_sections "
    "start std step steps stride target tensors threshold training unbiased upper value weight weights x1 "
    "x2".split()
)
"""Arguments that may be given by name. Not among them: `out`, which writes elsewhere, and what allocates elsewhere."""

DTYPES = (
    "float16 bfloat16 float32 float64 float double half int8 uint8 int16 int32 int64 short int long bool".split()
)  # fmt: skip
_MATH = tuple(
    "sqrt exp log log2 log10 sin cos tan tanh sinh cosh asin acos atan atan2 "
    "floor ceil fabs pow hypot isnan isinf".split()
)
_TENSOR_KINDS: Mapping[str, type] = {"torch.Tensor": Tensor, "torch.FloatTensor": torch.FloatTensor}
"""The functions that make a tensor and are types as well."""
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
            real = _TENSOR_KINDS.get(spelling)
            table[spelling] = Function(entry.name, function) if real is None else Kind(entry.name, function, real=real)
    return table


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
    "no_grad": _plain("no_grad", lambda: GradMode(False)),
    "inference_mode": _plain("inference_mode", lambda: GradMode(False)),
    "enable_grad": _plain("enable_grad", lambda: GradMode(True)),
    "special": Namespace("torch.special", MappingProxyType(_under("torch.special"))),
    "linalg": Namespace("torch.linalg", MappingProxyType(_under("torch.linalg"))),
}
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

_LISTED = "tolist item numel dim size is_floating_point requires_grad_ retain_grad nelement ndimension".split()
TENSOR_METHODS = {
    **_under("Tensor"),
    **{name: _plain(name, vars(Tensor).get(name) or attrgetter(name)(Tensor)) for name in _LISTED},
}
# `.data` shares the version counter here, as detach() does and torch's own .data does not: a tensor that a function has
# saved for its backward pass can't be changed behind its back.
TENSOR_ATTRIBUTES = {
    "shape": Getter(lambda x: x.shape),
    "T": Getter(lambda x: x.T),
    "mT": Getter(lambda x: x.mT),
    "data": Getter(lambda x: x.detach()),
    "dtype": Getter(lambda x: x.dtype),
    "ndim": Getter(lambda x: x.ndim),
    "requires_grad": Getter(lambda x: x.requires_grad),
    "is_leaf": Getter(lambda x: x.is_leaf),
}
_PAIR_TYPES = [
    value for value in vars(torch.return_types).values() if isinstance(value, type) and issubclass(value, tuple)
]
_FIELDS = ("values", "indices")
MEMBERS: dict[type, Mapping[str, Any]] = {
    Tensor: MappingProxyType(TENSOR_METHODS | TENSOR_ATTRIBUTES),
    torch.Size: MappingProxyType({"numel": _plain("numel", torch.Size.numel)}),
    **PLAIN_MEMBERS,
    **{
        pair: MappingProxyType({field: Getter(attrgetter(field)) for field in _FIELDS if hasattr(pair, field)})
        for pair in _PAIR_TYPES
    },
}
"""What each type of value has, by exact type: a type that is not here has no attributes at all."""
