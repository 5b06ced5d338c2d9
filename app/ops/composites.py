"""What a folded group is as an operation: the label of a layer, an operator or a function in; the entry's name, its
symbol, and which of its arguments the group reads first, out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.ops.registry import OPS

NAMES: Mapping[str, str] = MappingProxyType({
    "+": "add", "-": "sub", "*": "mul", "/": "div", "@": "matmul", "**": "pow", "==": "eq",
    "Linear": "linear", "Bilinear": "bilinear", "Embedding": "embedding", "Dropout": "dropout", "RNNCell": "rnn_cell",
    "Conv1d": "conv1d", "Conv2d": "conv2d", "Conv3d": "conv3d",
    "BatchNorm1d": "batch_norm", "BatchNorm2d": "batch_norm", "BatchNorm3d": "batch_norm",
    "InstanceNorm1d": "instance_norm", "InstanceNorm2d": "instance_norm", "InstanceNorm3d": "instance_norm",
    "LayerNorm": "layer_norm", "GroupNorm": "group_norm", "RMSNorm": "rms_norm",
    "Softmax": "softmax", "Softmin": "softmin", "LogSoftmax": "log_softmax", "CosineSimilarity": "cosine_similarity",
    "Softsign": "softsign", "Tanhshrink": "tanhshrink",
    "AvgPool1d": "avg_pool1d", "MaxPool1d": "max_pool1d",
    "CrossEntropyLoss": "cross_entropy", "NLLLoss": "nll_loss", "MSELoss": "mse_loss", "L1Loss": "l1_loss",
    "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "SmoothL1Loss": "smooth_l1_loss", "HuberLoss": "huber_loss", "KLDivLoss": "kl_div",
    "PoissonNLLLoss": "poisson_nll_loss", "SoftMarginLoss": "soft_margin_loss",
})  # fmt: skip
"""The entries of what is not labelled by an entry's own name."""

SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: (name, entry.symbol) for name, entry in OPS.items()}
    | {label: (name, OPS[name].symbol) for label, name in NAMES.items() if name in OPS}
)
"""Name and symbol of the entry of each label that has one."""


@dataclass(frozen=True, slots=True)
class Order:
    """Of each tensor that a chain of operations reads, in the order in which it first does, the place among the
    arguments of the `entry` ("" for the chain's own); `given` is what the chain shows of the call's plain arguments.
    `fewer` are the places where an argument that may be left out is."""

    places: tuple[int, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    entry: str = ""
    fewer: tuple[int, ...] = ()


_FIRST, _SECOND = Order((0, 1)), Order((1, 0))
ORDERS: Mapping[tuple[str, tuple[str, ...]], Order] = MappingProxyType({
    ("linear", ("t", "addmm")): Order((1, 2, 0)),
    ("linear", ("t", "mm")): Order((1, 0)),
    ("linear", ("view", "t", "addmm", "view")): Order((0, 1, 2)),
    ("linear", ("t", "view", "mm", "reshape")): Order((1, 0)),
    ("linear", ("t", "unsqueeze", "mm", "squeeze_")): Order((1, 0)),
    ("matmul", ("view", "mv", "reshape")): Order((0, 1), entry="mv"),
    ("outer", ("view", "mul")): _FIRST,
    ("scaled_dot_product_attention", ("mul", "transpose", "mul", "mm", "softmax", "mm")): Order((0, 1, 2)),
    ("scaled_dot_product_attention", (
        "mul", "transpose", "mul", "expand", "view", "expand", "view", "bmm", "reshape", "softmax",
        "expand", "view", "expand", "view", "bmm", "reshape",
    )): Order((0, 1, 2)),
    ("rnn_cell", ("t", "addmm", "t", "addmm", "add_", "tanh")): Order((4, 5, 3, 1, 2, 0), fewer=(4, 5, 1, 2, 0)),
    ("rnn_cell", ("t", "addmm", "t", "addmm", "add_", "relu")): Order(
        (4, 5, 3, 1, 2, 0), {"nonlinearity": "relu"}, fewer=(4, 5, 1, 2, 0)
    ),
    ("rnn_cell", ("t", "mm", "t", "mm", "add_", "tanh")): Order((4, 3, 1, 0), fewer=(4, 1, 0)),
    ("cross_entropy", ("log_softmax", "nll_loss")): _FIRST,
    ("cross_entropy", ("log_softmax", "mul", "sum", "neg", "div")): Order((0, 1), {"target": "probabilities"}),
    ("l1_loss", ("sub", "abs", "mean")): _FIRST,
    ("l1_loss", ("sub", "abs", "sum")): Order((0, 1), {"reduction": "2"}),
    ("l1_loss", ("sub", "abs")): Order((0, 1), {"reduction": "0"}),
    ("kl_div", ("mul", "xlogy", "sub", "mean")): _SECOND,
    ("kl_div", ("mul", "xlogy", "sub", "sum")): Order((1, 0), {"reduction": "2"}),
    ("poisson_nll_loss", ("mul", "exp", "sub", "mean")): _SECOND,
    ("cosine_similarity", ("norm", "clone", "norm", "clone", "div", "div", "mul", "sum")): _FIRST,
    ("dropout", ("div_", "mul")): Order((0,)),
    ("softmin", ("neg", "softmax")): Order((0,)),
    ("softsign", ("abs", "add", "div")): Order((0,)),
    ("tanhshrink", ("tanh", "sub")): Order((0,)),
    ("normalize", ("norm", "clamp", "expand", "div")): Order((0,)),
    ("rms_norm", ("pow", "mean", "add_", "rsqrt", "mul")): Order((0,)),
    ("rms_norm", ("pow", "mean", "add_", "rsqrt", "mul", "mul")): Order((0, 2)),
    ("instance_norm", ("view", "batch_norm", "view")): Order((0,)),
    ("instance_norm", ("repeat", "repeat", "view", "batch_norm", "view")): Order((1, 2, 0)),
    ("avg_pool1d", ("unsqueeze", "avg_pool2d", "squeeze")): Order((0,)),
    ("max_pool1d", ("unsqueeze", "max_pool2d", "squeeze")): Order((0,)),
    ("logdet", ("slogdet", "eq", "where")): Order((0,)),
    ("flatten", ("clone", "reshape")): Order((0,)),
    ("reshape", ("clone", "reshape")): Order((0,)),
    ("repeat_interleave", ("view", "unsqueeze", "expand", "clone", "view")): Order((0,)),
})  # fmt: skip
"""By the entry and the operations that torch makes of it. Only these, and those below, are told by the entry's rules."""

BEGINNINGS: Mapping[tuple[str, tuple[str, ...]], Order] = MappingProxyType({
    ("matmul", ("expand", "view")): _FIRST,
    ("matmul", ("expand", "clone")): _FIRST,
    ("matmul", ("view", "mm")): _FIRST,
    ("matmul", ("squeeze", "transpose")): _FIRST,
    ("matmul", ("squeeze", "view")): _SECOND,
    ("matmul", ("transpose", "t")): _SECOND,
    ("matmul", ("transpose", "transpose")): _SECOND,
    ("matmul", ("transpose", "expand")): _SECOND,
})  # fmt: skip
"""The same by the first two operations: how many follow depends on the shapes of a batched product."""
_NOT_BATCHED = "mv"


def order_of(entry: str, made_of: tuple[str, ...]) -> Order | None:
    """Which argument is which in a chain of operations; None where that is not known."""
    found = ORDERS.get((entry, made_of))
    if found is None and _NOT_BATCHED not in made_of:
        found = BEGINNINGS.get((entry, made_of[:2]))
    return found
