"""An autograd node in; the tensors that it has saved for the backward pass, by torch's own names, out."""

from collections.abc import Iterator
from typing import Any

from torch import Tensor
from torch.autograd.function import BackwardCFunction

_PREFIX = "_saved_"
_KNOWN: dict[type, tuple[str, ...]] = {}
_ARITHMETIC = frozenset({"AddBackward0", "SubBackward0", "MulBackward0", "DivBackward0", "NegBackward0"})
_NAMES: dict[tuple[str, tuple[bool, ...]], tuple[str, ...]] = {}
_MOST = 32
"""A node may have saved the tensors of a long list."""


def saved_by(node: Any) -> Iterator[tuple[str, Tensor]]:
    """`_saved_self` is called `self`, one of several `indices[0]`. Nothing of what is freed, or was changed in place
    since, and no sizes and numbers: those are attributes of the operation."""
    for attribute in _attributes(type(node)):
        try:
            kept = getattr(node, attribute)
        except RuntimeError:
            continue
        yield from _tensors(attribute.removeprefix(_PREFIX), kept)


def names_saved_by(node: Any, kind: str, wanted: tuple[bool, ...]) -> tuple[str, ...]:
    """The names alone; `wanted` says which inputs want a gradient. Of plain arithmetic, which most nodes are, that
    alone decides what is saved, so it is looked up once."""
    key = (kind, wanted)
    if kind not in _ARITHMETIC:
        return tuple(name for name, _ in saved_by(node))
    if key not in _NAMES:
        names = tuple(name for name, _ in saved_by(node))
        if any(_is_gone(node, attribute) for attribute in _attributes(type(node))):
            return names
        _NAMES[key] = names
    return _NAMES[key]


def _is_gone(node: Any, attribute: str) -> bool:
    """Whether it was changed in place since, or freed: then this node tells less than others of its kind."""
    try:
        getattr(node, attribute)
    except RuntimeError:
        return True
    return False


def _tensors(name: str, kept: Any) -> Iterator[tuple[str, Tensor]]:
    if isinstance(kept, Tensor):
        yield name, kept
    elif isinstance(kept, (tuple, list)):
        for place, item in enumerate(kept[:_MOST]):
            if isinstance(item, Tensor):
                yield f"{name}[{place}]", item


def _attributes(kind: type) -> tuple[str, ...]:
    """A function with a derivative of the program's own keeps what it has passed to save_for_backward."""
    if issubclass(kind, BackwardCFunction):
        return ("saved_tensors",)
    known = _KNOWN.get(kind)
    if known is None:
        names = (name for name in dir(kind) if name.startswith(_PREFIX) and not name.endswith(("_sizes", "_strides")))
        known = _KNOWN[kind] = tuple(names)
    return known
