"""A node, or the place of an entry in a tensor, in; what it is called out, and back from what a person calls it."""

from collections.abc import Sequence

from app.errors import RequestError, text
from app.graph.model import Graph, Node


def called(node: Node) -> str:
    """The name of a node, else its id."""
    return node.name or node.id


def called_or_op(node: Node) -> str:
    """The name of a node, else that of its operation, else its id."""
    return node.name or node.op or node.id


def node_named(graph: Graph, asked: str) -> Node:
    """The node with an id, or else the last one with a name.

    Raises:
        RequestError: there is none.
    """
    found = [node for node in graph.nodes if node.id == asked] or [node for node in graph.nodes if asked in node.names]
    if not found:
        raise RequestError(text("This pass has no node %(name)s.", name=asked[:40]), code="node")
    return found[-1]


def index_text(shape: Sequence[int], place: int) -> str:
    """What an entry is called by its place in the flattened tensor.

    >>> index_text((2, 3), 4), index_text((), 0)
    ('[1, 1]', '')
    """
    places = []
    for size in reversed(shape):
        place, rest = divmod(place, size)
        places.append(str(rest))
    return f"[{', '.join(reversed(places))}]" if places else ""


def place_of(shape: Sequence[int], index: Sequence[int]) -> int | None:
    """The place in the flattened tensor of the entry with an index; None where the shape has no such entry.

    >>> place_of((2, 3), (1, 1)), place_of((2, 3), (1, 3)), place_of((2, 3), (1,))
    (4, None, None)
    """
    if len(index) != len(shape) or any(at >= size for at, size in zip(index, shape, strict=True)):
        return None
    flat = 0
    for at, size in zip(index, shape, strict=True):
        flat = flat * size + at
    return flat
