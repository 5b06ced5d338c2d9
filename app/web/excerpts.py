"""Stretches of a program's text: a line with its marked part, and the name that a node goes by on the page."""

from dataclasses import dataclass

from app.errors import Span
from app.graph.model import Graph, Node
from app.graph.naming import shortened


@dataclass(frozen=True)
class Excerpt:
    """A line of the source with a stretch of it marked; `indent` blanks stand under `before`."""

    line: int
    before: str
    marked: str
    after: str


LONGEST_NAME = 32


def excerpt(source: str, span: Span | None) -> Excerpt | None:
    """The first line of a span, with the part that the span covers; a caret's width at least.

    >>> excerpt("a = 1\\nb = a * c", Span(2, 9, 2, 10))
    Excerpt(line=2, before='b = a * ', marked='c', after='')
    """
    lines = source.split("\n")
    if span is None or not 1 <= span.line <= len(lines):
        return None
    line = lines[span.line - 1]
    start = max(span.column - 1, 0)
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    marked = line[start:end]
    if not marked:
        return Excerpt(span.line, line[:start], line[start : start + 1] or " ", line[start + 1 :])
    return Excerpt(span.line, line[:start], marked, line[end:])


def name_of(node: Node, graph: Graph, source: str) -> str:
    """The name of a node for a person: its variable, the text that made it, or its operation."""
    if node.name is not None:
        return node.name
    if node.kind == "constant" and node.value is not None and node.shape == ():
        return str(node.value.data)
    if node.folds is not None and graph.groups[int(node.folds[1:])].kind == "function":
        return f"{node.op}()"  # its place is that of the definition
    here = excerpt(source, node.span)
    group = None if node.group is None else graph.groups[int(node.group[1:])]
    # The nodes of a composite, or of a module that torch wrote, share one stretch of the source.
    if here is None or (group is not None and (group.kind == "composite" or group.span == node.span)):
        return node.op or node.kind
    words = shortened(" ".join(here.marked.split()), LONGEST_NAME)
    return words if node.output is None else f"{words}[{node.output}]"
