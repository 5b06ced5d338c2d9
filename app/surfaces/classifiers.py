"""A recorded graph in; whether it looks like a classifier of points of the plane out, so that its map is offered."""

from collections.abc import Iterator

from app.graph.model import Graph, Node, Value
from app.graph.numbers import flat

FEWEST = 3
MOST_CLASSES = 10


def seems_to_classify(graph: Graph) -> bool:
    """Whether there is a table of points with two columns, and something that depends on parameters meets labels of
    those points. This is a look at shapes and labels alone; only the map itself finds out whether there is one."""
    counts = {node.shape[0] for node in graph.nodes if _is_points(node)}
    return bool(counts) and any(
        labels.shape[:1] == scores.shape[:1] and labels.shape[0] in counts and _is_label(labels, scores)
        for labels, scores in _meetings(graph)
    )


def _is_points(node: Node) -> bool:
    """Decimal numbers, two a row, that need no gradient."""
    given = not node.requires_grad and node.dtype.startswith("float")
    return given and len(node.shape) == 2 and node.shape[1] == 2 and node.shape[0] >= FEWEST


def _meetings(graph: Graph) -> Iterator[tuple[Node, Node]]:
    """What needs no gradient beside what needs one, wherever an operation reads both."""
    nodes = {node.id: node for node in graph.nodes}
    reads: dict[str, list[Node]] = {}
    for edge in graph.edges:
        reads.setdefault(edge.target, []).append(nodes[edge.source])
    for operands in reads.values():
        known = [node for node in operands if not node.requires_grad and node.shape]
        scores = [node for node in operands if node.requires_grad and node.shape]
        yield from ((label, score) for label in known for score in scores)


def _is_label(labels: Node, scores: Node) -> bool:
    """One label a point, of a few kinds: whole numbers, or two numbers such as 0 and 1; or a column for each class."""
    single = all(size == 1 for size in labels.shape[1:])
    if not (single or labels.shape == scores.shape) or labels.value is None:
        return False
    kinds = _kinds(labels.value)
    whole = labels.dtype.startswith(("int", "uint"))
    return 2 <= len(kinds) <= (MOST_CLASSES if whole and single else 2)


def _kinds(value: Value) -> set[float]:
    """The different numbers of a value; of one that is too large to be kept, its least and its greatest."""
    numbers = flat(value)
    if numbers is not None:
        return {float(number) for number in numbers}
    return set() if value.stats is None else {float(value.stats.minimum), float(value.stats.maximum)}
