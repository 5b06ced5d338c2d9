"""A recorded pass in; a note out where a prediction and its targets meet with shapes that pair each entry with every
other, the classic `((pred - y) ** 2).mean()` with (n, 1) and (n,)."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod

from app.errors import text
from app.graph.model import Graph, Node, Note, Pass

_MEETS = frozenset({"sub", "rsub", "mul"})
_SIDES = 2


def paired_by_mistake(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """Two operands of n entries each, one of them data, of different rank, become a table of n × n, and this table
    alone, entry by entry, is reduced to the one number that is differentiated. A table that is made on purpose has
    operands of one rank, comes from one tensor, meets other tables or is reduced by rows or columns."""
    meeting = _origin(pass_, graph)
    if meeting is None:
        return
    node, (left, right) = meeting
    data, other = (right, left) if left.requires_grad else (left, right)
    yield Note(
        "loss-broadcast",
        text(
            "Shapes %(left)s and %(right)s broadcast to %(result)s: every entry is paired with every other, and the "
            "loss is over all %(count)s pairs.",
            left=_words(left),
            right=_words(right),
            result=_words(node),
            count=prod(node.shape),
        ),
        text(
            "Give both the same shape: %(name)s.reshape(%(shape)s).",
            name=data.name or "y",
            shape=", ".join(map(str, other.shape)),
        ),
        node.span,
        pass_.index,
        node.id,
    )


def _words(node: Node) -> str:
    """A shape as torch says it."""
    return f"[{', '.join(map(str, node.shape))}]"


def _origin(pass_: Pass, graph: Graph) -> tuple[Node, Sequence[Node]] | None:
    """The meeting whose pairs become the root."""
    if not any(node.op in _MEETS and len(node.shape) > 1 for node in graph.nodes):
        return None
    nodes = {node.id: node for node in graph.nodes}
    reads: dict[str, list[Node]] = {}
    for edge in graph.edges:
        reads.setdefault(edge.target, []).append(nodes[edge.source])
    origins: dict[str, Node] = {}
    for node in graph.nodes:
        operands = reads.get(node.id, [])
        found = node if _pairs(node, operands) else _carried(node, operands, origins)
        if found is not None:
            origins[node.id] = found
    found = origins.get(pass_.root or "")
    return None if found is None or found.id == pass_.root else (found, reads[found.id])


def _pairs(node: Node, operands: Sequence[Node]) -> bool:
    """Whether a prediction meets its data here, each entry every other."""
    if node.op not in _MEETS or len(operands) != _SIDES:
        return False
    left, right = operands
    count = prod(left.shape)
    unlike = len(left.shape) != len(right.shape) and left.requires_grad != right.requires_grad
    return unlike and count == prod(right.shape) > 1 and prod(node.shape) == count * count


def _carried(node: Node, operands: Sequence[Node], origins: Mapping[str, Node]) -> Node | None:
    """Where a node's pairs come from, if it is nothing but pairs, or one number that is made of them."""
    found = next((origins[each.id] for each in operands if each.id in origins), None)
    if found is None or node.shape not in (found.shape, ()):
        return None
    others = [each for each in operands if each.id not in origins]
    return found if all(prod(each.shape) < prod(found.shape) for each in others) else None
