"""A node of a graph in; what torch says of such a tensor, in sentences, out."""

from collections.abc import Iterator

from app.errors import Text, text
from app.graph.model import Graph, Node
from app.graph.naming import called_or_op

_VIEWS = frozenset(
    "_reshape_alias alias as_strided chunk detach diagonal expand movedim narrow permute select slice split "
    "split_with_sizes squeeze t transpose unbind unfold unsafe_chunk unsafe_split unsqueeze view view_as_complex "
    "view_as_real".split()
)
"""What gives other shapes of the same memory, by the names of torch's dispatcher."""


def facts(graph: Graph, node: Node) -> tuple[Text, ...]:
    """Leaf or not, view or not, changed in place or not."""
    nodes = {each.id: each for each in graph.nodes}
    first = {edge.target: nodes[edge.source] for edge in graph.edges if edge.slot == 0}
    return (_of_the_leaf(node), *_of_the_memory(node, first))


def _of_the_leaf(node: Node) -> Text:
    if not node.requires_grad:
        return text("It does not require grad, so torch computes no gradient for it.")
    if not node.live:
        return text("It requires grad, but no gradient reaches it in this pass.")
    if node.is_leaf:
        return text("A leaf: backward() adds its gradient to .grad.")
    return text(
        "Not a leaf: %(grad_fn)s stands behind it, and torch drops its .grad unless you call retain_grad().",
        grad_fn=node.grad_fn or "grad_fn",
    )


def _of_the_memory(node: Node, first: dict[str, Node]) -> Iterator[Text]:
    base, changes = node, 0
    while base.id in first and (_is_view(base) or _writes(base)):
        changes += _writes(base)
        base = first[base.id]
    if base is not node:
        named = called_or_op(base)
        if _is_view(node):
            yield text(
                "A view of %(name)s: both have the same memory, so what changes one in place changes both.", name=named
            )
        if changes:
            yield text(
                "The memory of %(name)s was changed in place %(count)s times up to here; torch counts its versions.",
                name=named,
                count=changes,
            )


def _operation(node: Node) -> str:
    return (node.aten or "").partition(".")[0]


def _is_view(node: Node) -> bool:
    return _operation(node) in _VIEWS


def _writes(node: Node) -> bool:
    name = _operation(node)
    return name.endswith("_") and not name.startswith("_")
