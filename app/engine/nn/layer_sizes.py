"""A layer and its arguments in; an error out where its weights would be too large, or torch's native code can't be
trusted with its windows."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod
from typing import Any

from torch import nn

from app.engine.limits import Limits
from app.engine.nn.embeddings import EmbeddingBag
from app.errors import LimitExceeded, ProgramError, text

Arguments = Mapping[str, Any]
_MOST_NUMBERS = Limits().tensor_numbers
_GATES: Mapping[type[nn.Module], int] = {
    nn.RNN: 1, nn.LSTM: 4, nn.GRU: 3, nn.RNNCell: 1, nn.LSTMCell: 4, nn.GRUCell: 3
}  # fmt: skip
_CONVOLUTIONS: Mapping[type[nn.Module], int] = {
    nn.Conv1d: 1, nn.Conv2d: 2, nn.Conv3d: 3, nn.ConvTranspose1d: 1, nn.ConvTranspose2d: 2
}  # fmt: skip


def _product(*names: str) -> Callable[[Arguments], int]:
    return lambda arguments: prod(prod(_each(arguments.get(name, 1), 1)) for name in names)


def _each(value: Any, count: int) -> Sequence[int]:
    return value if isinstance(value, (list, tuple)) else (value,) * count


def _recurrent(gates: int, arguments: Arguments) -> int:
    hidden, taken = int(arguments.get("hidden_size", 0)), int(arguments.get("input_size", 0))
    return gates * hidden * max(taken, 2 * hidden) * int(arguments.get("num_layers", 1))


def _convolution(dimensions: int, arguments: Arguments) -> int:
    channels = _product("in_channels", "out_channels")(arguments)
    return channels * prod(_each(arguments.get("kernel_size", 1), dimensions)) // int(arguments.get("groups", 1))


def _attention(arguments: Arguments) -> int:
    width = int(arguments.get("embed_dim", 1))
    return 3 * width * max(width, int(arguments.get("kdim") or 1), int(arguments.get("vdim") or 1))


def _encoder(arguments: Arguments) -> int:
    width = int(arguments.get("d_model", 1))
    return width * max(3 * width, int(arguments.get("dim_feedforward", 2_048)))


SIZES: Mapping[type[nn.Module], Callable[[Arguments], int]] = {
    nn.Linear: _product("in_features", "out_features"),
    nn.Bilinear: _product("in1_features", "in2_features", "out_features"),
    **dict.fromkeys((nn.Embedding, EmbeddingBag), _product("num_embeddings", "embedding_dim")),
    nn.PReLU: _product("num_parameters"),
    nn.LayerNorm: _product("normalized_shape"),
    nn.RMSNorm: _product("normalized_shape"),
    nn.GroupNorm: _product("num_channels"),
    **dict.fromkeys((nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d), _product("num_features")),
    **dict.fromkeys((nn.InstanceNorm1d, nn.InstanceNorm2d), _product("num_features")),
    **{kind: partial(_convolution, dimensions) for kind, dimensions in _CONVOLUTIONS.items()},
    **{kind: partial(_recurrent, gates) for kind, gates in _GATES.items()},
    nn.MultiheadAttention: _attention,
    **dict.fromkeys((nn.TransformerEncoderLayer, nn.TransformerDecoderLayer, nn.Transformer), _encoder),
}
"""How many numbers the largest weight of a layer has; of recurrent layers, all weights."""


def check_numbers(layer: type[nn.Module], arguments: Arguments) -> None:
    """Raise LimitExceeded before a layer is made that would hold too many numbers."""
    size = SIZES.get(layer)
    numbers = size(arguments) if size is not None else 0
    if numbers > _MOST_NUMBERS:
        raise LimitExceeded(
            text(
                "%(layer)s would hold %(count)s numbers, and %(limit)s are the most.",
                layer=layer.__name__, count=numbers, limit=_MOST_NUMBERS,
            ),
            hint=text("Use smaller sizes."),
        )  # fmt: skip


def check_windows(layer: type[nn.Module], arguments: Arguments) -> None:
    """Raise ProgramError where torch would write outside a tensor: see `safe_torch.pool`; and where a convolution would
    pad its output by more than its own steps."""
    dilation, padding = _each(arguments.get("dilation", 1), 1), arguments.get("padding", 0)
    if layer in (nn.MaxPool1d, nn.MaxPool2d) and max(dilation) > 1:
        if max(_each(padding, 1)) > 0 or arguments.get("ceil_mode"):
            raise ProgramError(
                text("A pooling with dilation takes no padding and no ceil_mode here."),
                code="arguments",
                hint=text("Pad the input with F.pad first."),
            )
    if layer in (nn.ConvTranspose1d, nn.ConvTranspose2d):
        count = _CONVOLUTIONS[layer]
        steps = zip(_each(arguments.get("stride", 1), count), _each(arguments.get("dilation", 1), count), strict=False)
        outer = _each(arguments.get("output_padding", 0), count)
        if any(more >= max(step) for more, step in zip(outer, steps, strict=False)):
            raise ProgramError(
                text("output_padding must be smaller than stride or dilation."),
                code="arguments",
                hint=text("Leave it out, or use a larger stride."),
            )
