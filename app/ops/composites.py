"""What a folded group is as an operation: the label of a layer, an operator or a function in; the entry's name, its
symbol, and which of its arguments the group reads first, out."""

from collections.abc import Mapping
from types import MappingProxyType

from app.ops.registry import OPS

NAMES: Mapping[str, str] = MappingProxyType({
    "+": "add", "-": "sub", "*": "mul", "/": "div", "@": "matmul", "**": "pow", "==": "eq",
    "Linear": "linear", "Bilinear": "bilinear", "Embedding": "embedding", "Dropout": "dropout",
    "Conv1d": "conv1d", "Conv2d": "conv2d", "Conv3d": "conv3d",
    "BatchNorm1d": "batch_norm", "BatchNorm2d": "batch_norm", "BatchNorm3d": "batch_norm",
    "InstanceNorm1d": "instance_norm", "InstanceNorm2d": "instance_norm", "InstanceNorm3d": "instance_norm",
    "LayerNorm": "layer_norm", "GroupNorm": "group_norm", "RMSNorm": "rms_norm",
    "Softmax": "softmax", "LogSoftmax": "log_softmax", "CosineSimilarity": "cosine_similarity",
    "CrossEntropyLoss": "cross_entropy", "NLLLoss": "nll_loss", "MSELoss": "mse_loss", "L1Loss": "l1_loss",
    "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "SmoothL1Loss": "smooth_l1_loss", "HuberLoss": "huber_loss", "KLDivLoss": "kl_div",
    "SoftMarginLoss": "soft_margin_loss",
})  # fmt: skip
"""The entries of what is not labelled by an entry's own name."""

SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: (name, entry.symbol) for name, entry in OPS.items()}
    | {label: (name, OPS[name].symbol) for label, name in NAMES.items() if name in OPS}
)
"""Name and symbol of the entry of each label that has one."""

ORDERS: Mapping[tuple[str, tuple[str, ...]], tuple[int, ...]] = MappingProxyType({
    ("linear", ("t", "addmm")): (1, 2, 0),
    ("linear", ("t", "mm")): (1, 0),
    ("cross_entropy", ("log_softmax", "nll_loss")): (0, 1),
    ("l1_loss", ("sub", "abs", "mean")): (0, 1),
    ("outer", ("view", "mul")): (0, 1),
})  # fmt: skip
"""By the entry and the operations that torch makes of it: of each tensor that they read, in the order in which they
first do, the place among the entry's arguments. Only these are told by the entry's rules."""
