"""What is known of one call of torch's dispatcher: function, arguments, results, and place in the program."""

import weakref
from dataclasses import dataclass
from typing import Any

import msgspec
import torch
from torch import Tensor

from app.engine.recording.values import dtype_name
from app.errors import Span
from app.graph.model import Value
from app.ops.entry import Op

_ATTRIBUTE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Overload:
    """What is known of one function of the dispatcher: `aten::mul.Tensor`."""

    name: str
    aten: str
    arguments: tuple[str, ...]
    entry: Op | None
    creates: bool
    writes: bool
    draws_numbers: bool
    elementwise: bool


class Scope:
    """Where in the program the interpreter stands: the spans and groups that new records get."""

    __slots__ = ("call", "group", "label", "span")

    def __init__(self) -> None:
        self.span: Span | None = None
        self.label = ""
        self.call = 0
        self.group: int | None = None


class Record(msgspec.Struct, eq=False):
    """One call of the dispatcher, or one leaf. `inputs` are (slot, record, output); `numbers` are (slot, number)."""

    index: int
    overload: Overload | None
    epoch: int
    span: Span | None = None
    label: str = ""
    call: int = 0
    group: int | None = None
    sequence: int = -1
    inputs: "list[tuple[int, Record, int]]" = []
    numbers: list[tuple[int, float]] = []
    attributes: list[tuple[str, Any]] = []
    outputs: list[Value] = []
    names: list[list[str]] = []
    refs: list[weakref.ref[Tensor]] = []
    leaf: bool = False
    parameter: bool = False
    synthetic: str = ""
    through: bool = False


class Mark(msgspec.Struct, eq=False):
    """What a tensor remembers: which record made it, as which output, at which version, for which recorder."""

    recorder: object
    record: Record
    output: int
    version: int


def stands_for(record: Record, tensor: Tensor) -> bool:
    """Whether a leaf's record is the one of its present numbers."""
    mark: Mark | None = getattr(tensor, "_gradwalk", None)
    return mark is not None and mark.record is record


def owner_of(tensor: Tensor) -> Tensor | None:
    """The tensor whose `.data` this one, or the one that it is a view of, was read as."""
    base = tensor._base
    reference: weakref.ref[Tensor] | None = getattr(tensor if base is None else base, "_gradwalk_owner", None)
    return None if reference is None else reference()


def data_of(tensor: Tensor) -> Tensor:
    """`x.data`: the same numbers outside the graph. As in torch, writing to them is not seen by autograd's version
    counter, so that a backward pass goes wrong silently. Not so for whole numbers and truth values: they may be indices
    that a function has saved and trusts, so theirs are counted."""
    if not tensor.is_floating_point():
        return tensor.detach()
    alias = tensor.data
    alias._gradwalk_owner = weakref.ref(tensor)  # type: ignore[attr-defined]
    return alias


def attribute_text(value: Any) -> str:
    """A non-tensor argument as a person writes it.

    >>> attribute_text([2, 3]), attribute_text(torch.float64)
    ('[2, 3]', 'float64')
    """
    if isinstance(value, torch.dtype):
        return dtype_name(value)
    words = str(value).removeprefix("torch.")
    return words if len(words) <= _ATTRIBUTE_LENGTH else words[: _ATTRIBUTE_LENGTH - 1] + "…"


def is_leaf(tensor: Tensor) -> bool:
    """Of a view that was made without gradients and whose base was written to since, torch refuses to say it."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return False


def node_of(tensor: Tensor) -> Any:
    """The autograd node, with the same exception."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None
