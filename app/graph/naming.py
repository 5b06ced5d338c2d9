"""A node, or the place of an entry in a tensor, in; what it is called out, and back from what a person calls it."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from app.errors import RequestError, Text, text
from app.graph.model import Graph, Node

_MOST_NAMED = 12
_LONGEST_ASKED = 40


def called(node: Node) -> str:
    """The name of a node, else its id."""
    return node.name or node.id


def called_or_op(node: Node) -> str:
    """The name of a node, else that of its operation, else its id."""
    return node.name or node.op or node.id


def shortened(words: str, longest: int) -> str:
    """Words with their middle left out: long sums begin alike, and end each in its own way.

    >>> shortened("loss + penalty + other", 16)
    'loss + p…+ other'
    """
    if len(words) <= longest:
        return words
    return f"{words[: longest // 2].rstrip()}…{words[-(longest // 2) :].lstrip()}"


def operations_in(node: Node) -> str:
    """The operations that a folded node stands for, each once; "" for one that stands for itself."""
    names = list(dict.fromkeys(node.made_of))
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def node_named(graph: Graph, asked: str) -> Node:
    """The node with an id, or else the last one with a name.

    Raises:
        RequestError: there is none; which there are.
    """
    found = [node for node in graph.nodes if node.id == asked] or [node for node in graph.nodes if asked in node.names]
    if not found:
        names = [name for node in graph.nodes for name in node.names] or [node.id for node in graph.nodes]
        says = text("This pass has no node %(name)s.", name=asked[:40])
        raise RequestError(says, code="node", hint=names_there(asked, names))
    return found[-1]


def names_there(asked: str, names: Iterable[str]) -> Text | None:
    """The way out for a name that is not there: the nearest, and the first of those that are; None where none are.

    >>> names_there("W1", ["w1", "w2"]).text, names_there("q", ["w1", "w2"]).text
    ('Did you mean w1? There are: w1, w2.', 'There are: w1, w2.')
    """
    known = list(dict.fromkeys(names))
    if not known:
        return None
    shown = ", ".join(known[:_MOST_NAMED]) + (", …" if len(known) > _MOST_NAMED else "")
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(asked.casefold()[:_LONGEST_ASKED], folded, n=1)
    if near:
        return text("Did you mean %(near)s? There are: %(names)s.", near=folded[near[0]], names=shown)
    return text("There are: %(names)s.", names=shown)


def passes_there(count: int) -> Text:
    """The way out for a pass that is not there."""
    if not count:
        return text("It has none: call backward() on a number, or leave a number that requires grad on the last line.")
    return text("It has %(count)s: ?pass= and the API count them from 0 to %(last)s.", count=count, last=count - 1)


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
