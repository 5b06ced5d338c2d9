"""The page of the matrices: the Jacobian of a node and the Hessian of the root, as coloured tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import prod

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.errors import Problem, Text
from app.graph.matrices import Hessian, Matrices
from app.graph.matrix_plan import MOST_COLUMNS, MatrixPlan, is_small, parameters_of
from app.graph.model import Graph, Node, Run
from app.graph.naming import called, index_text
from app.graph.numbers import extent, short
from app.pipeline import Pipeline
from app.web import token
from app.web.answering import REFUSALS, answer_page, back_to, reason
from app.web.bodies import MatricesBody
from app.web.excerpts import name_of
from app.web.language import gettext
from app.web.questions.matrices_api import matrices_body, matrices_of, plan_of
from app.web.questions.matrix_grid import Cell, Grid, cells, grid
from app.web.questions.questions import MOST_CHOICES, Choice, lost
from app.web.questions.questions_api import recorded
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Curving:
    """The Hessian."""

    name: str
    grid: Grid
    eigenvalues: tuple[Cell, ...]
    symmetric: bool
    asymmetry: str
    curvature: str
    says: Text


@dataclass(frozen=True)
class Seen:
    """Both matrices."""

    name: str
    parameters: str
    jacobian: Grid
    agrees: bool
    check: Text
    hessian: Curving | None
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter to choose; one with too many entries can only be named entry by entry."""

    name: str
    extent: str
    entry: str
    chosen: bool
    fits: bool


@dataclass(frozen=True)
class MatricesPart:
    """_matrices.html: the choice of a node and of parameters, and the matrices, or why there are none."""

    token: str
    back: str
    pass_index: int
    most: int
    choices: tuple[Choice, ...]
    parameters: tuple[Parameter, ...]
    entries: str
    left_out: tuple[str, ...]
    seen: Seen | None
    problem: Problem | None


@router.get("/p/{packed}/matrices")
async def matrices(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The Jacobian and the Hessian of a pass; `?pass=` chooses the pass, `of=` the node, each `by=` a parameter."""
    body = matrices_body(token.decode(packed, settings.body_bytes), request.query_params)
    part = await _part(pipeline, body, packed)
    return answer_page(request, "matrices", gettext("Jacobian and Hessian"), part)


async def _part(pipeline: Pipeline, body: MatricesBody, packed: str) -> MatricesPart:
    back = back_to(packed, body.pass_index)
    part = MatricesPart(packed, back, body.pass_index, MOST_COLUMNS, (), (), "", (), None, None)
    try:
        wanted, run = await recorded(pipeline, body, body.pass_index)
        graph = run.passes[body.pass_index].graph
        if graph is None:
            raise lost()
        part = _offered(part, graph, run, body)
        plan = plan_of(run, body)
        part = replace(_chosen(part, graph, plan), left_out=plan.left_out)
        return replace(part, seen=_seen(await matrices_of(pipeline, wanted, plan), graph, run))
    except REFUSALS as error:
        return replace(part, problem=reason(error))


def _offered(part: MatricesPart, graph: Graph, run: Run, body: MatricesBody) -> MatricesPart:
    """What there is to choose from, with what the address has chosen."""
    nodes = sorted((node for node in graph.nodes if is_small(node)), key=lambda node: node.name is None)
    found = tuple(_parameter(node, _names(node, body.by)) for node in parameters_of(graph))
    whole = {name for node in parameters_of(graph) for name in (node.id, *node.names)}
    return replace(
        part,
        choices=tuple(
            Choice(node.id, name_of(node, graph, run.source), body.of == node.id or body.of in node.names)
            for node in nodes[:MOST_CHOICES]
        ),
        parameters=found,
        entries=", ".join(name for name in body.by if name not in whole),
    )


def _names(node: Node, by: Sequence[str]) -> bool:
    return any(name == node.id or name in node.names for name in by)


def _parameter(node: Node, chosen: bool) -> Parameter:
    fits = prod(node.shape) <= MOST_COLUMNS
    return Parameter(called(node), extent(node.shape) if node.shape else "",
                     called(node) + index_text(node.shape, 0), chosen and fits, fits)  # fmt: skip


def _chosen(part: MatricesPart, graph: Graph, plan: MatrixPlan) -> MatricesPart:
    """The same once it is clear what the matrices are of."""
    counts = {node: len([*columns]) for node, columns in groupby(plan.columns, lambda column: column.node)}
    whole = {node.id: counts.get(node.id) == prod(node.shape) for node in parameters_of(graph)}
    return replace(
        part,
        choices=tuple(replace(choice, chosen=choice.node == plan.node) for choice in part.choices),
        parameters=tuple(_parameter(node, whole[node.id]) for node in parameters_of(graph)),
        entries=", ".join(column.name for column in plan.columns if not whole[column.node]),
    )


def _seen(found: Matrices, graph: Graph, run: Run) -> Seen:
    nodes = {node.id: node for node in graph.nodes}
    jacobian = found.jacobian
    name = name_of(nodes[jacobian.node], graph, run.source)
    labels = [name + row.removeprefix(jacobian.name) for row in jacobian.rows]
    parameters = tuple(called(nodes[node]) for node in dict.fromkeys(found.parameters))
    return Seen(
        name=name,
        parameters=", ".join(parameters),
        jacobian=grid(found, labels, jacobian.numbers, nodes),
        agrees=jacobian.agrees,
        check=jacobian.says,
        hessian=None
        if found.hessian is None
        else _curving(found, found.hessian, nodes, name_of(nodes[found.hessian.root], graph, run.source)),
        notes=found.notes,
    )


def _curving(found: Matrices, hessian: Hessian, nodes: dict[str, Node], name: str) -> Curving:
    return Curving(
        name=name,
        grid=grid(
            found, found.columns, hessian.numbers, nodes, hessian.tolerance if hessian.curvature == "flat" else 0.0
        ),
        eigenvalues=cells(hessian.eigenvalues, hessian.tolerance),
        symmetric=hessian.symmetric,
        asymmetry=short(hessian.asymmetry),
        curvature=hessian.curvature,
        says=hessian.says,
    )
