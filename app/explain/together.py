"""The contributions along several edges in, their sum out: a node that stands for several may read an input twice."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from app.graph.model import Edge, Value


def together(edges: Sequence[Edge]) -> Value | None:
    """What the edges bring back; None where that is not known by its numbers. It only serves to check a rule."""
    found = [edge.contribution for edge in edges if edge.contribution is not None]
    if not found or len({value.shape for value in found}) > 1:
        return None
    if len(found) == 1:
        return found[0]
    if any(value.data is None for value in found):
        return None
    return replace(found[0], data=_sum([value.data for value in found]))


def _sum(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], list):
        return [_sum(each) for each in zip(*parts, strict=True)]
    return float(sum(map(float, parts)))
