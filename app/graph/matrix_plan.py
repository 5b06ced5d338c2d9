"""A pass and what is asked for in, which entries stand along the rows and the columns of its matrices out."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from math import prod

import msgspec

from app.errors import RequestError, text
from app.graph.model import Graph, Node, Pass
from app.graph.naming import called, index_text, names_there, node_named, place_of

MOST_ROWS = MOST_COLUMNS = 40
_FIRST = 8
"""So many entries of the first parameter stand for all, where every parameter is too large."""
_ENTRY = re.compile(r"(.+)\[(\d{1,9}(?:, ?\d{1,9})*)\]")


class Column(msgspec.Struct, frozen=True):
    """An entry of a parameter: the parameter's node, the name of the entry, its place in the flattened tensor."""

    node: str
    name: str
    place: int


class MatrixPlan(msgspec.Struct, frozen=True):
    """Which matrices of a pass are wanted. `left_out` names parameters that would have made them too wide."""

    pass_index: int
    node: str
    columns: tuple[Column, ...]
    left_out: tuple[str, ...] = ()


def planned(pass_: Pass, of: str, by: Sequence[str]) -> MatrixPlan:
    """What to compute for a node (its id or name, "" for a sensible one) and parameters (their ids or names, or single
    entries such as `w[0, 1]`; none for as many as fit).

    Raises:
        RequestError: there is no such node, or the matrices would be too large; with the way out.
    """
    graph = pass_.graph
    assert graph is not None
    columns, left_out = (_chosen(graph, by), ()) if by else _fitting(graph)
    if not columns:
        raise RequestError(
            text("No gradient reaches a parameter in this pass, so there is nothing to differentiate by."),
            code="matrix",
            hint=text("Make a tensor of decimal numbers with requires_grad=True, and compute the loss from it."),
        )
    node = node_named(graph, of) if of else _sensible(pass_, graph)
    rows = prod(node.shape)
    if rows > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise RequestError(
            text("The matrix would have %(rows)s rows and %(columns)s columns; at most %(most)s of each are computed.",
                 rows=rows, columns=len(columns), most=MOST_COLUMNS),
            code="matrix",
            hint=text("Choose fewer parameters, single entries such as w[0, 1], or a node with fewer entries."),
        )  # fmt: skip
    return MatrixPlan(pass_.index, node.id, columns, left_out)


def parameters_of(graph: Graph) -> list[Node]:
    """The leaves that a gradient reaches, of real numbers."""
    return [
        node
        for node in graph.nodes
        if node.kind == "parameter" and node.live and "float" in node.dtype and 0 not in node.shape
    ]


def is_small(node: Node) -> bool:
    """Whether a node can stand along the rows: it follows from parameters and has few entries."""
    return node.requires_grad and node.live and node.kind == "op" and 1 <= prod(node.shape) <= MOST_ROWS


def _sensible(pass_: Pass, graph: Graph) -> Node:
    """The last node with a few entries before the root, best one with a name; else the root."""
    roots = [node for node in graph.nodes if node.id in pass_.roots]
    several = [node for node in graph.nodes if is_small(node) and prod(node.shape) > 1 and node not in roots]
    return ([node for node in several if node.name] or several or roots)[-1]


def _fitting(graph: Graph) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    columns: list[Column] = []
    left_out = []
    for node in parameters_of(graph):
        if len(columns) + prod(node.shape) <= MOST_COLUMNS:
            columns += _entries(node)
        else:
            left_out.append(called(node))
    if left_out and not columns:
        columns += islice(_entries(parameters_of(graph)[0]), _FIRST)
    return tuple(columns), tuple(left_out)


def _chosen(graph: Graph, by: Sequence[str]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys(column for name in by for column in _columns(graph, name)))


def _columns(graph: Graph, asked: str) -> list[Column]:
    """The entries of a parameter, or a single one."""
    parameters = {name: node for node in parameters_of(graph) for name in (*node.names, node.id)}
    if asked in parameters:
        node = parameters[asked]
        return list(_entries(node)) if prod(node.shape) <= MOST_COLUMNS else _too_many(node)
    entry = _ENTRY.fullmatch(asked)
    if entry is not None and entry[1] in parameters:
        node = parameters[entry[1]]
        place = place_of(node.shape, [int(part) for part in entry[2].split(",")])
        if place is not None:
            return [_entry(node, place)]
    hint = names_there(asked, [called(node) for node in parameters_of(graph)])
    if entry is not None and entry[1] in parameters:
        node = parameters[entry[1]]
        last = called(node) + index_text(node.shape, prod(node.shape) - 1)
        hint = text("Entries count from 0, one number for each dimension: %(name)s is the last.", name=last)
    says = text("This pass has no parameter %(name)s.", name=asked[:40])
    raise RequestError(says, code="parameter", hint=hint)


def _too_many(node: Node) -> list[Column]:
    raise RequestError(
        text("%(name)s has %(count)s entries; at most %(most)s columns are computed.",
             name=called(node), count=prod(node.shape), most=MOST_COLUMNS),
        code="matrix",
        hint=text("Name single entries of a parameter, such as w[0, 1]."),
    )  # fmt: skip


def _entries(node: Node) -> Iterator[Column]:
    return (_entry(node, place) for place in range(prod(node.shape)))


def _entry(node: Node, place: int) -> Column:
    return Column(node.id, called(node) + index_text(node.shape, place), place)
