"""What a person may ask about a pass: the links of the workspace, and the nodes to ask about."""

from dataclasses import dataclass

from app.errors import RequestError, text
from app.graph.model import Graph, Node
from app.web.excerpts import name_of

MOST_CHOICES = 200


@dataclass(frozen=True)
class Choice:
    """A node to ask about."""

    node: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Questions:
    """_questions.html: the pass of a program that the questions are about."""

    token: str
    pass_index: int
    choices: tuple[Choice, ...]
    root: str | None
    own: str


def answerable(graph: Graph, source: str, chosen: str) -> tuple[Choice, ...]:
    """The nodes that a gradient reaches: the parameters first, then what has a name, then the rest."""
    nodes = [node for node in graph.nodes if _is_asked_of(node)]
    nodes.sort(key=lambda node: (node.kind != "parameter", node.name is None))
    return tuple(
        Choice(node.id, name_of(node, graph, source), chosen == node.id or chosen in node.names)
        for node in nodes[:MOST_CHOICES]
    )


def first_of(graph: Graph) -> str:
    """What is asked about where nothing is named: the first parameter, else the last node."""
    return next((node.id for node in graph.nodes if node.kind == "parameter" and node.live), graph.nodes[-1].id)


def _is_asked_of(node: Node) -> bool:
    """Whether a gradient reaches it, and it is one tensor: not all results of several, nor one of them."""
    return node.live and node.requires_grad and node.output is None and node.folds != node.id


def lost() -> RequestError:
    """A pass that can't be recorded."""
    return RequestError(
        text("This pass is too large to be recorded, so nothing more is known of it."),
        code="pass",
        hint=text("Ask about an earlier pass."),
    )
