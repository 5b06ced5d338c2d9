"""The layers and losses of torch.nn as a literal table of the arguments that each takes."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from app.engine.nn.embeddings import EmbeddingBag
from app.engine.nn.layer_arguments import by_name
from app.engine.nn.layer_sizes import check_numbers, check_windows

# torch's short cut for attention without gradients is native code that trusts the shapes of weights and masks.
torch.backends.mha.set_fastpath_enabled(False)

_CONV = "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode device dtype"
_TRANSPOSED = (
    "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode device dtype"
)
_BATCH_NORM = "num_features eps momentum affine track_running_stats device dtype bias"
_POOL = "kernel_size stride padding dilation return_indices ceil_mode"
_RECURRENT = "num_layers bias batch_first dropout bidirectional"
_OLD = "size_average reduce reduction"
_ENCODER = "d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias device dtype"

ARGUMENTS: Mapping[type[nn.Module], str] = {
    nn.Linear: "in_features out_features bias device dtype",
    nn.Bilinear: "in1_features in2_features out_features bias device dtype",
    nn.Identity: "",
    nn.Flatten: "start_dim end_dim",
    nn.Unflatten: "dim unflattened_size",
    nn.ReLU: "inplace",
    nn.LeakyReLU: "negative_slope inplace",
    nn.PReLU: "num_parameters init device dtype",
    nn.ELU: "alpha inplace",
    nn.SELU: "inplace",
    nn.CELU: "alpha inplace",
    nn.GELU: "approximate",
    nn.SiLU: "inplace",
    nn.Mish: "inplace",
    nn.Sigmoid: "",
    nn.Tanh: "",
    nn.Softplus: "beta threshold",
    nn.Softsign: "",
    nn.Softshrink: "lambd",
    nn.Hardshrink: "lambd",
    nn.Softmax: "dim",
    nn.Softmax2d: "",
    nn.LogSoftmax: "dim",
    nn.Softmin: "dim",
    nn.Hardtanh: "min_val max_val inplace min_value max_value",
    nn.Hardsigmoid: "inplace",
    nn.Hardswish: "inplace",
    nn.ReLU6: "inplace",
    nn.RReLU: "lower upper inplace",
    nn.Threshold: "threshold value inplace",
    nn.LogSigmoid: "",
    nn.Tanhshrink: "",
    nn.GLU: "dim",
    nn.Dropout: "p inplace",
    nn.Dropout1d: "p inplace",
    nn.Dropout2d: "p inplace",
    nn.Dropout3d: "p inplace",
    nn.AlphaDropout: "p inplace",
    nn.FeatureAlphaDropout: "p inplace",
    nn.BatchNorm1d: _BATCH_NORM,
    nn.BatchNorm2d: _BATCH_NORM,
    nn.BatchNorm3d: _BATCH_NORM,
    nn.InstanceNorm1d: _BATCH_NORM,
    nn.InstanceNorm2d: _BATCH_NORM,
    nn.LayerNorm: "normalized_shape eps elementwise_affine bias device dtype",
    nn.RMSNorm: "normalized_shape eps elementwise_affine device dtype",
    nn.GroupNorm: "num_groups num_channels eps affine device dtype bias",
    nn.LocalResponseNorm: "size=groups alpha beta k",
    nn.Conv1d: _CONV,
    nn.Conv2d: _CONV,
    nn.Conv3d: _CONV,
    nn.ConvTranspose1d: _TRANSPOSED,
    nn.ConvTranspose2d: _TRANSPOSED,
    nn.MaxPool1d: _POOL,
    nn.MaxPool2d: _POOL,
    nn.AvgPool1d: "kernel_size stride padding ceil_mode count_include_pad",
    nn.AvgPool2d: "kernel_size stride padding ceil_mode count_include_pad divisor_override",
    nn.AdaptiveAvgPool1d: "output_size",
    nn.AdaptiveAvgPool2d: "output_size",
    nn.AdaptiveMaxPool1d: "output_size return_indices",
    nn.AdaptiveMaxPool2d: "output_size return_indices",
    nn.ZeroPad1d: "padding=border",
    nn.ZeroPad2d: "padding=border",
    nn.ConstantPad1d: "padding=border value",
    nn.ConstantPad2d: "padding=border value",
    nn.ReflectionPad1d: "padding=border",
    nn.ReflectionPad2d: "padding=border",
    nn.ReplicationPad1d: "padding=border",
    nn.ReplicationPad2d: "padding=border",
    nn.Upsample: "size scale_factor mode align_corners recompute_scale_factor",
    nn.UpsamplingNearest2d: "size scale_factor",
    nn.UpsamplingBilinear2d: "size scale_factor",
    nn.PixelShuffle: "upscale_factor",
    nn.PixelUnshuffle: "downscale_factor",
    nn.Embedding: "num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse",
    EmbeddingBag: (
        "num_embeddings embedding_dim max_norm norm_type scale_grad_by_freq mode sparse _weight=weight "
        "include_last_offset padding_idx"
    ),
    nn.RNN: f"input_size hidden_size {_RECURRENT.replace('bias', 'nonlinearity bias')} device dtype",
    nn.LSTM: f"input_size hidden_size {_RECURRENT} proj_size device dtype",
    nn.GRU: f"input_size hidden_size {_RECURRENT} device dtype",
    nn.RNNCell: "input_size hidden_size bias nonlinearity device dtype",
    nn.LSTMCell: "input_size hidden_size bias device dtype",
    nn.GRUCell: "input_size hidden_size bias device dtype",
    nn.MultiheadAttention: "embed_dim num_heads dropout bias add_bias_kv add_zero_attn kdim vdim batch_first",
    nn.TransformerEncoderLayer: _ENCODER,
    nn.TransformerEncoder: "encoder_layer num_layers norm enable_nested_tensor mask_check",
    nn.TransformerDecoderLayer: _ENCODER,
    nn.TransformerDecoder: "decoder_layer num_layers norm",
    nn.Transformer: (
        "d_model nhead num_encoder_layers=num_layers num_decoder_layers=num_layers dim_feedforward dropout activation "
        "custom_encoder custom_decoder layer_norm_eps batch_first norm_first bias device dtype"
    ),
    nn.CosineSimilarity: "dim eps",
    nn.PairwiseDistance: "p eps keepdim",
    nn.L1Loss: _OLD,
    nn.MSELoss: _OLD,
    nn.SmoothL1Loss: f"{_OLD} beta",
    nn.HuberLoss: "reduction delta",
    nn.BCELoss: f"weight {_OLD}",
    nn.BCEWithLogitsLoss: f"weight {_OLD} pos_weight",
    nn.CrossEntropyLoss: "weight size_average ignore_index reduce reduction label_smoothing",
    nn.NLLLoss: "weight size_average ignore_index reduce reduction",
    nn.KLDivLoss: f"{_OLD} log_target",
    nn.PoissonNLLLoss: "log_input full size_average eps reduce reduction",
    nn.CosineEmbeddingLoss: f"margin {_OLD}",
    nn.MarginRankingLoss: f"margin {_OLD}",
    nn.HingeEmbeddingLoss: f"margin {_OLD}",
    nn.TripletMarginLoss: f"margin p eps swap {_OLD}",
    nn.SoftMarginLoss: _OLD,
    nn.MultiMarginLoss: f"p=order margin weight {_OLD}",
    nn.MultiLabelSoftMarginLoss: f"weight {_OLD}",
    nn.GaussianNLLLoss: "full eps reduction",
}
"""By real type: the arguments that a program may give, in torch's order."""


def arguments_of(layer: type[nn.Module], given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a layer's constructor by name, checked; `layer` is one of the table.

    Raises:
        TypeError, ProgramError, LimitExceeded: what does not fit, or would be too large.
    """
    order = ARGUMENTS[layer].split()
    if layer is nn.GaussianNLLLoss and given:
        raise TypeError("GaussianNLLLoss takes its arguments by name")
    arguments = by_name(layer.__name__, order, given, named)
    check_numbers(layer, arguments)
    check_windows(layer, arguments)
    return arguments
