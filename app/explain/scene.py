"""A node of a step in, what is around it out: its values, and the names by which a rule calls them."""

from collections.abc import Callable
from dataclasses import dataclass

from app.explain.fitting import Fitted
from app.explain.formula import Names
from app.graph.model import Edge, Node, Value
from app.graph.moment import Moment

_OLD = {"en": "old %s", "zh": "旧 %s"}
"""An input of the same name as the result: h = f(h)."""


@dataclass(frozen=True)
class Scene:
    """The node of a step with everything around it."""

    moment: Moment
    node: Node
    edges: tuple[Edge, ...]
    label: Callable[[str], str]
    language: str

    def value(self, node: str) -> Value | None:
        return self.moment.node(node).value

    def names(self, fitted: Fitted | None) -> Names:
        root = self.moment.index.pass_.root
        inputs = {}
        for name, edges in (fitted.edges if fitted else {}).items():
            for number, edge in enumerate(edges):
                inputs[name if len(edges) == 1 else f"{name}{number}"] = self.called(edge.source)
        given = fitted.rule.inputs if fitted else ()
        options = {one.name: str(one.default) for one in given if one.default is not None and one.name not in inputs}
        options |= fitted.options if fitted else {}
        return Names(inputs, options, self.label(self.node.id), self.label(root) if root else "L")

    def called(self, node: str) -> str:
        label = self.label(node)
        if node == self.node.id or label != self.label(self.node.id):
            return label
        return _OLD.get(self.language, _OLD["en"]) % label
