"""The inspector over the API: a node and a window in, its exact numbers with statistics and facts out."""

from collections.abc import Mapping

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict, replace

from app.errors import RequestError, text
from app.graph.inspection import Aim, Field, Window
from app.graph.model import Graph, Run
from app.graph.model import Request as RunRequest
from app.graph.naming import passes_there
from app.graph.questions import InspectQuestion
from app.pipeline import Pipeline
from app.web import token
from app.web.bodies import InspectBody, integer, plain, read
from app.web.openapi import Described, answers, body, query
from app.web.problems import BadBody, Missing
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(prefix="/api/v1")
EXAMPLE: Described = {
    "source": "x = torch.arange(6.).reshape(2, 3).requires_grad_()\n(x ** 2).sum().backward()",
    "node": "x",
    "field": "gradient",
    "window": {"row": 1, "column": 0, "rows": 1, "columns": 2},
}
_NODE: Described = {"name": "node", "in": "query", "required": True, "schema": {"type": "string"}}
_OF: Described = {"name": "of", "in": "query", "required": False, "schema": {"enum": ["value", "gradient"]}}
FIELDS: dict[str, Field] = {"value": "value", "gradient": "gradient"}
_PLACES = ("pass", "row", "column", "rows", "columns")


@router.post(
    "/inspect",
    summary="Inspect a tensor",
    openapi_extra=body("InspectBody", EXAMPLE),
    responses=answers("Inspection"),
)
async def inspect(request: Request, pipeline: PipelineOf) -> Response:
    """The value or the gradient of a node: the exact numbers of a window, statistics, a histogram, and facts."""
    return await _answer(pipeline, await read(request, InspectBody))


@router.get(
    "/inspect",
    summary="Inspect a tensor of a link",
    openapi_extra={"parameters": [*query(*_PLACES)["parameters"], _NODE, _OF]},
    responses=answers("Inspection"),
)
async def inspect_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN; `node` is the id of a node, or its name in the program."""
    asked = token.decode(request.query_params.get("p", ""), settings.body_bytes)
    return await _answer(pipeline, inspect_body(asked, request.query_params))


async def _answer(pipeline: Pipeline, asked: InspectBody) -> Response:
    wanted, _, _ = await graph_of(pipeline, asked, asked.pass_index)
    found = await pipeline.ask(InspectQuestion(wanted, aim_of(asked)))
    return Response(msgspec.json.encode(found), media_type="application/json")


def aim_of(asked: InspectBody) -> Aim:
    """What a body wants to see."""
    return Aim(asked.pass_index, asked.node, asked.field, asked.window)


def inspect_body(asked: RunRequest, query: Mapping[str, str]) -> InspectBody:
    """A body out of ?pass=&node=&of=&row=&column=&rows=&columns=."""
    asked_for = query.get("of") or "value"
    if asked_for not in FIELDS:
        raise BadBody(text("A node has a value and a gradient."), code="field")
    return InspectBody(
        **asdict(plain(asked)),
        pass_index=integer(query.get("pass")) or 0,
        node=query.get("node", ""),
        field=FIELDS[asked_for],
        window=Window(
            integer(query.get("row")) or 0,
            integer(query.get("column")) or 0,
            integer(query.get("rows")),
            integer(query.get("columns")),
        ),
    )


async def graph_of(pipeline: Pipeline, asked: RunRequest, index: int) -> tuple[RunRequest, Run, Graph]:
    """The request that records pass `index`, its run, and the graph of that pass.

    Raises:
        RequestError: there is no such pass, or it can't be recorded; what the program did wrong; and as `Pipeline.run`.
    """
    wanted = plain(asked)
    run = await pipeline.run(wanted)
    if index >= len(run.passes) and run.error is not None:
        problem = run.error
        raise RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
    if index >= len(run.passes):
        says = text("The program has no pass %(number)s.", number=index + 1)
        raise Missing(says, code="pass", hint=passes_there(len(run.passes)))
    if run.passes[index].graph is None:
        wanted, run = replace(wanted, record=index), await pipeline.run_to(wanted, run, index)
    graph = run.passes[index].graph
    if graph is None:
        raise RequestError(
            text("This pass is too large to be recorded, so nothing more is known of it."),
            code="pass",
            hint=text("Ask about an earlier pass."),
        )
    return wanted, run, graph
