"""What a person writes of a direction, and the parameters of a pass, in; what each parameter moves by, out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import torch
from torch import Tensor

from app.engine.recording.drafting import Sheet
from app.errors import RequestError, Text, text
from app.graph.model import Graph, Node
from app.graph.naming import called, index_text, names_there
from app.graph.numbers import extent

_ENTRY = re.compile(r"(.+?)\[(-?\d{1,9}(?:, ?-?\d{1,9})*)\]")


@dataclass(frozen=True)
class Moved:
    """A parameter with its node, what it moves by, and how that was asked for."""

    node: Node
    leaf: Tensor
    numbers: Tensor
    label: str


def leaves_of(graph: Graph, sheet: Sheet) -> list[tuple[Node, Tensor]]:
    """The parameters that a pass differentiates, each once, in the order of its graph."""
    nodes = {node.id: node for node in graph.nodes}
    found: dict[int, tuple[Node, Tensor]] = {}
    for draft in sheet.drafts:
        node = nodes[draft.id]
        tensor = draft.record.refs[0]() if node.kind == "parameter" and draft.record.refs else None
        if tensor is not None and node.live:
            found[id(tensor)] = (node, tensor)
    return list(found.values())


def directed(asked: Mapping[str, Any], leaves: Sequence[tuple[Node, Tensor]]) -> list[Moved]:
    """What each parameter moves by. `asked` goes by names (`w`) or ids (`n0`) of parameters, or their entries
    (`w[0, 1]`); it gives a number for all entries, or nested lists of the parameter's shape. If it is empty, the first
    entry of the first parameter that has any moves by 1.

    Raises:
        RequestError: `direction`, with what is wrong in it.
    """
    if not leaves:
        hint = text("Make a tensor of decimal numbers with requires_grad=True, and compute the loss from it.")
        raise _wrong(text("This pass differentiates no parameter."), hint)
    if not asked:
        node, leaf = next((pair for pair in leaves if pair[1].numel()), leaves[0])
        if not leaf.numel():
            raise _wrong(
                text("%(name)s has no entries.", name=called(node)), text("Choose a parameter that has numbers in it.")
            )
        asked = {node.id + index_text(leaf.shape, 0): 1}
    moved: dict[int, Moved] = {}
    for words, given in asked.items():
        one = _moved(words, given, leaves)
        before = moved.get(id(one.leaf))
        if before is not None:
            one = Moved(one.node, one.leaf, before.numbers + one.numbers, called(one.node))
        moved[id(one.leaf)] = one
    return list(moved.values())


def _moved(words: str, given: Any, leaves: Sequence[tuple[Node, Tensor]]) -> Moved:
    found = _named(words, leaves)
    match = None if found is not None else _ENTRY.fullmatch(words)
    if match is not None:
        found = _named(match[1], leaves)
    if found is None:
        raise _unnamed(words, leaves)
    node, leaf = found
    name = called(node)
    numbers = torch.zeros(leaf.shape, dtype=torch.float64)
    if match is None:
        numbers += _number(given, name) if not isinstance(given, (list, tuple)) else _shaped(given, leaf, name)
    else:
        numbers[_place(match[2], leaf, name)] = _number(given, name)
    numbers = numbers.to(leaf.dtype)
    if not bool(torch.isfinite(numbers).all()):
        raise _too_large(name)
    return Moved(node, leaf, numbers, name if match is None else f"{name}[{match[2]}]")


def _named(words: str, leaves: Sequence[tuple[Node, Tensor]]) -> tuple[Node, Tensor] | None:
    """The parameter with an id, or else the last one with a name."""
    by_id = [pair for pair in leaves if pair[0].id == words]
    by_name = [pair for pair in leaves if words in pair[0].names]
    return next(iter(by_id or by_name[::-1]), None)


def _place(words: str, leaf: Tensor, name: str) -> tuple[int, ...]:
    place = tuple(int(part) for part in words.split(","))
    sizes = tuple(leaf.shape)
    if len(place) != len(sizes) or any(not 0 <= index < size for index, size in zip(place, sizes, strict=True)):
        raise _wrong(
            text("%(name)s has the shape %(shape)s, so it has no entry [%(entry)s].", name=name, shape=extent(sizes),
                 entry=words),
            text("Entries count from 0, with one number for each dimension: %(name)s%(entry)s is the last.",
                 name=name, entry=index_text(leaf.shape, leaf.numel() - 1)) if leaf.dim() and leaf.numel() else None,
        )  # fmt: skip
    return place


def _number(given: Any, name: str) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise _wrong(
            text("The direction of %(name)s is not a number.", name=name),
            text("Give a number for all entries, or nested lists of numbers of its shape."),
        )
    number = _as_float(given)
    if not isfinite(number):
        raise _too_large(name)
    return number


def _too_large(name: str) -> RequestError:
    says = text("A number of the direction of %(name)s is too large.", name=name)
    return _wrong(says, text("Only the way counts, not its length: take 1."))


def _as_float(given: float) -> float:
    try:
        return float(given)
    except OverflowError:
        return float("inf")


def _shaped(given: Any, leaf: Tensor, name: str) -> Tensor:
    """Nested lists of the shape of a leaf, as numbers."""
    items = [given]
    for size in leaf.shape:
        if any(not isinstance(item, (list, tuple)) or len(item) != size for item in items):
            raise _wrong(
                text("The direction of %(name)s does not have its shape, %(shape)s.", name=name,
                     shape=extent(tuple(leaf.shape))),
                text("Give a number for all entries, or nested lists of numbers of its shape."),
            )  # fmt: skip
        items = [part for item in items for part in item]
    return torch.tensor([_number(item, name) for item in items], dtype=torch.float64).reshape(leaf.shape)


def _unnamed(words: str, leaves: Sequence[tuple[Node, Tensor]]) -> RequestError:
    names = [called(node) for node, _ in leaves]
    return _wrong(text("This pass differentiates no parameter %(name)s.", name=words[:40]), names_there(words, names))


def _wrong(says: Text, hint: Text | None) -> RequestError:
    return RequestError(says, code="direction", hint=hint)
