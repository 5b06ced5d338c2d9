"""Jacobian and Hessian over the API: a node and parameters in, two matrices with what they tell out."""

import re
from collections.abc import Sequence

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict
from starlette.datastructures import QueryParams

from app.graph.matrices import Matrices
from app.graph.matrix_plan import MatrixPlan, planned
from app.graph.model import Request as RunRequest
from app.graph.model import Run
from app.graph.questions import MatricesQuestion
from app.pipeline import Pipeline
from app.web import token
from app.web.bodies import MatricesBody, integer, plain, read
from app.web.openapi import Described, answers, body, query
from app.web.questions.questions import lost
from app.web.questions.questions_api import recorded
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(prefix="/api/v1")
EXAMPLE: Described = {
    "source": "x = tensor([[1.0, 2.0]])\nw = param([[0.5, -0.3], [0.1, 0.8]])\n"
    "h = sigmoid(x @ w)\nloss = (h ** 2).sum()\nloss.backward()",
    "of": "h",
    "by": ["w"],
}
_OF: Described = {"name": "of", "in": "query", "required": False, "schema": {"type": "string"}}
_BY: Described = {
    "name": "by", "in": "query", "required": False, "schema": {"type": "array", "items": {"type": "string"}}
}  # fmt: skip
_NAME = re.compile(r"(?:[^\s,;\[]|\[[^\]]*\])+")
"""A name in a list of names: what stands in brackets belongs to it."""
_MOST_NAMES = 64


@router.post(
    "/matrices",
    summary="Jacobian and Hessian",
    openapi_extra=body("MatricesBody", EXAMPLE),
    responses=answers("Matrices"),
)
async def matrices(request: Request, pipeline: PipelineOf) -> Response:
    """The Jacobian of a node by parameters, beside differences, and the Hessian of the root, with its eigenvalues."""
    return await _answer(pipeline, await read(request, MatricesBody))


@router.get(
    "/matrices",
    summary="Jacobian and Hessian of a link",
    openapi_extra={"parameters": [*query("pass")["parameters"], _OF, _BY]},
    responses=answers("Matrices"),
)
async def matrices_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN; `of` is a node, `by` a parameter or an entry such as `w[0, 1]`."""
    asked = token.decode(request.query_params.get("p", ""), settings.body_bytes)
    return await _answer(pipeline, matrices_body(asked, request.query_params))


async def _answer(pipeline: Pipeline, asked: MatricesBody) -> Response:
    wanted, run = await recorded(pipeline, asked, asked.pass_index)
    found = await matrices_of(pipeline, wanted, plan_of(run, asked))
    return Response(msgspec.json.encode(found), media_type="application/json")


def matrices_body(asked: RunRequest, query: QueryParams) -> MatricesBody:
    """A body out of ?pass=&of=&by=&by=; each `by` may hold several names."""
    by = names_in(query.getlist("by"))
    return MatricesBody(
        **asdict(plain(asked)), pass_index=integer(query.get("pass")) or 0, of=query.get("of", ""), by=by
    )


def names_in(words: Sequence[str]) -> tuple[str, ...]:
    """The names in lists of names.

    >>> names_in(["w[0, 1], b", "fc.weight"])
    ('w[0, 1]', 'b', 'fc.weight')
    """
    found = (name for each in words for name in _NAME.findall(each))
    return tuple(dict.fromkeys(found))[:_MOST_NAMES]


def plan_of(run: Run, asked: MatricesBody) -> MatrixPlan:
    """What is to be computed, before anything is.

    Raises:
        RequestError: the pass can't be recorded, there is no such node, or the matrices would be too large.
    """
    if run.passes[asked.pass_index].graph is None:
        raise lost()
    return planned(run.passes[asked.pass_index], asked.of, asked.by)


async def matrices_of(pipeline: Pipeline, wanted: RunRequest, plan: MatrixPlan) -> Matrices:
    """The matrices of a plan; `wanted` records the pass.

    Raises: as `paths_of`.
    """
    return await pipeline.ask(MatricesQuestion(wanted, plan))
