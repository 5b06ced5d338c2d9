"""The arguments of a layer as a program gives them in, checked arguments by name out: torch's constructors loop and
allocate by these numbers, and its kernels trust some of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from app.engine.basics.argument_checks import (
    MOST_STEPS,
    Check,
    activation,
    dense,
    dtype,
    factor,
    flag,
    kind_of_module,
    number,
    optional,
    padding,
    place,
    tensor,
    whole_in,
    wholes_in,
    words,
)

_MOST_UNITS = 2**40
_MOST_LAYERS = 64


def by_name(owner: str, order: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by name, each checked; torch itself says which are missing. In `order`, "padding=border" is an
    argument that has the check of another.

    Raises:
        TypeError: there are too many, or one is given twice.
        ProgramError, LimitExceeded: one is not of the kind or the size that it may have.
    """
    if len(given) > len(order):
        raise TypeError(f"{owner} takes at most {len(order)} arguments, and here are {len(given)}")
    checks = {argument.partition("=")[0]: argument.rpartition("=")[2] for argument in order}
    found = dict(zip(checks, given, strict=False))
    for name, value in named.items():
        if name not in checks:
            raise TypeError(f"{owner} has no argument {name}")
        if name in found:
            raise TypeError(f"{owner} gets the argument {name} twice")
        found[name] = value
    checked = {name: CHECKS[checks[name]](name, value) for name, value in found.items()}
    checked.pop("device", None)
    return checked


_UNITS = "in_features out_features in1_features in2_features num_embeddings embedding_dim input_size hidden_size"
_POSITIVE = (
    "in_channels out_channels groups num_groups num_channels num_features num_parameters num_heads nhead d_model "
    "dim_feedforward embed_dim upscale_factor downscale_factor"
)
_FLAGS = (
    "bias inplace affine track_running_stats elementwise_affine return_indices ceil_mode count_include_pad batch_first "
    "bidirectional add_bias_kv add_zero_attn norm_first keepdim log_target log_input full swap scale_grad_by_freq "
    "enable_nested_tensor mask_check requires_grad include_last_offset"
)
_NUMBERS = (
    "negative_slope init alpha beta threshold lambd min_val max_val value lower upper p dropout layer_norm_eps "
    "norm_type delta label_smoothing margin k"
)
CHECKS: Mapping[str, Check] = {
    **dict.fromkeys(_UNITS.split(), whole_in(0, _MOST_UNITS)),
    **dict.fromkeys(_POSITIVE.split(), whole_in(1, _MOST_UNITS)),
    **dict.fromkeys(_FLAGS.split(), flag),
    **dict.fromkeys(_NUMBERS.split(), number),
    **dict.fromkeys("eps momentum min_value max_value max_norm".split(), optional(number)),
    **dict.fromkeys("size_average reduce align_corners recompute_scale_factor".split(), optional(flag)),
    **dict.fromkeys("reduction mode padding_mode nonlinearity approximate".split(), words),
    **dict.fromkeys("kernel_size dilation".split(), wholes_in(1, MOST_STEPS)),
    **dict.fromkeys("output_size size".split(), wholes_in(1, MOST_STEPS, missing=True)),
    **dict.fromkeys("start_dim end_dim dim ignore_index padding_idx".split(), optional(whole_in(-(2**31), 2**31))),
    "order": whole_in(1, 2),
    "num_layers": whole_in(1, _MOST_LAYERS),
    "proj_size": whole_in(0, _MOST_UNITS),
    "divisor_override": optional(whole_in(1, _MOST_UNITS)),
    "kdim": optional(whole_in(1, _MOST_UNITS)),
    "vdim": optional(whole_in(1, _MOST_UNITS)),
    "stride": wholes_in(1, MOST_STEPS, missing=True),
    "padding": padding,
    "output_padding": wholes_in(0, MOST_STEPS),
    "border": wholes_in(-MOST_STEPS, MOST_STEPS),
    "normalized_shape": wholes_in(1, _MOST_UNITS),
    "unflattened_size": wholes_in(-1, _MOST_UNITS),
    "scale_factor": optional(factor),
    "activation": activation,
    "dtype": optional(dtype),
    "device": place,
    "sparse": dense,
    "weight": optional(tensor),
    "pos_weight": optional(tensor),
    "encoder_layer": kind_of_module(nn.TransformerEncoderLayer),
    "decoder_layer": kind_of_module(nn.TransformerDecoderLayer),
    **dict.fromkeys("custom_encoder custom_decoder".split(), optional(kind_of_module(nn.Module))),
    "norm": optional(kind_of_module(nn.Module)),
}
"""By the name of the argument, which torch uses alike in all layers."""
