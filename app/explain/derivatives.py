"""PyTorch's own table of derivatives, for the operations that have no entry of ours: the name of a grad_fn in, formulas
out. `derivatives.json` names its origin."""

from functools import cache
from pathlib import Path

import msgspec

from app.errors import Text, text


class Derivative(msgspec.Struct, frozen=True):
    """The function of torch, and the formula for the gradient of each of its inputs, as PyTorch writes them."""

    function: str
    gradients: dict[str, str]


class _Table(msgspec.Struct, frozen=True):
    origin: str
    nodes: dict[str, Derivative]


WITHOUT_FORMULA: dict[str, Text] = {
    "AccumulateGrad": text("Torch adds what arrives to the .grad of a leaf."),
    "CopySlices": text(
        "A part of a tensor was overwritten: the new numbers get their part of the gradient, the old ones get 0."
    ),
    "CopyBackwards": text("A copy: the gradient goes back unchanged."),
    "GraphRoot": text("The gradient starts here."),
}
"""The nodes that torch's engine has besides those of its table."""
OWN = text("This function brings its own backward(): what it returns goes back.")


@cache
def _table() -> _Table:
    return msgspec.json.decode((Path(__file__).parent / "derivatives.json").read_bytes(), type=_Table)


def sentence(grad_fn: str) -> Text:
    """What to say of a node that is not in PyTorch's table; one of an unknown name is a function's of the program."""
    return WITHOUT_FORMULA.get(grad_fn, OWN)


def derivative(grad_fn: str) -> Derivative | None:
    """What PyTorch's table says of a node of autograd.

    >>> derivative("TanhBackward0").gradients["self"]
    'tanh_backward(grad, result)'
    """
    return _table().nodes.get(grad_fn)
