"""Forward mode over the API: a direction of the parameters in, the tangent of every node out."""

import re

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict
from starlette.datastructures import QueryParams

from app.errors import text
from app.graph.model import Request as RunRequest
from app.graph.questions import TangentsQuestion
from app.graph.tangents import Tangents
from app.lang.directions import read_direction
from app.pipeline import Pipeline
from app.web import token
from app.web.bodies import TangentsBody, integer, plain, read
from app.web.openapi import Described, answers, body, query
from app.web.problems import BadBody
from app.web.questions.questions_api import recorded
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(prefix="/api/v1")
EXAMPLE: Described = {
    "source": "w = param([1.0, 2.0])\nb = param(0.5)\nloss = sigmoid((w * w).sum() * b)\nloss.backward()",
    "direction": {"w[0]": 1, "b": 0.5},
}
_ENTRY = re.compile(r"\d{1,9}(?:\.\d{1,9})*")
_WORDS: tuple[Described, ...] = tuple(
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
    for name in ("of", "entry", "direction")
)


@router.post(
    "/tangents",
    summary="Forward mode",
    openapi_extra=body("TangentsBody", EXAMPLE),
    responses=answers("Tangents"),
)
async def tangents(request: Request, pipeline: PipelineOf) -> Response:
    """The tangent of every node of a pass along a direction of its parameters, beside the gradients of reverse mode."""
    return await _answer(pipeline, await read(request, TangentsBody))


@router.get(
    "/tangents",
    summary="Forward mode of a link",
    openapi_extra={"parameters": [*query("pass")["parameters"], *_WORDS]},
    responses=answers("Tangents"),
)
async def tangents_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN; `of` is a parameter, `entry` one entry of it (`0.1` for the second of
    the first row), `direction` a text such as `w = 1, b = [0.5, 2]` instead."""
    asked = token.decode(request.query_params.get("p", ""), settings.body_bytes)
    return await _answer(pipeline, tangents_body(asked, request.query_params))


async def _answer(pipeline: Pipeline, asked: TangentsBody) -> Response:
    return Response(msgspec.json.encode(await tangents_of(pipeline, asked)), media_type="application/json")


def tangents_body(asked: RunRequest, query: QueryParams) -> TangentsBody:
    """A body out of ?pass=&of=&entry=&direction=.

    Raises:
        BadBody: the entry is none.
        RequestError: the text of the direction is none.
    """
    direction = read_direction(query.get("direction", ""))
    of, entry = query.get("of", "").strip(), query.get("entry", "")
    if entry and not _ENTRY.fullmatch(entry):
        raise BadBody(text("An entry in an address is made of whole numbers from 0, such as 0.1."), code="direction")
    if of and not direction:
        direction = {f"{of}[{entry.replace('.', ', ')}]" if entry else of: 1}
    return TangentsBody(**asdict(plain(asked)), pass_index=integer(query.get("pass")) or 0, direction=direction)


async def tangents_of(pipeline: Pipeline, asked: TangentsBody) -> Tangents:
    """The tangents that a body asks for.

    Raises:
        RequestError: there are none, with the reason; what the program did wrong; and as `Pipeline.run`.
    """
    wanted, _ = await recorded(pipeline, asked, asked.pass_index)
    return await pipeline.ask(TangentsQuestion(wanted, asked.pass_index, asked.direction))
