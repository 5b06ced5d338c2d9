"""A node that stands for several in, a sentence on what it hides out."""

from app.errors import Text, text
from app.graph.folding.membership import PICKED
from app.graph.model import Node

MOST_NAMED = 12


def hidden(node: Node, *, backward: bool) -> Text:
    """Which operations follow one another in a node, or which of them a gradient goes back through."""
    made = [name for name in node.made_of if not name.startswith(PICKED)]
    order = made[::-1] if backward else made
    names = ", ".join(order[:MOST_NAMED]) + (", …" if len(order) > MOST_NAMED else "")
    if backward:
        return text(
            "Inside, the gradient goes back through %(count)s operations, the last one first: %(names)s; each has a "
            "rule of its own: unfold it to see them.",
            count=len(made), names=names,
        )  # fmt: skip
    return text(
        "Inside, %(count)s operations follow one another: %(names)s; each has a rule of its own: unfold it to see "
        "them.",
        count=len(made), names=names,
    )  # fmt: skip
