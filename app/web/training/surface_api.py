"""The surface of a loss and the map of a classifier over the API, and what the pages share with it."""

import math
from collections.abc import Mapping

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict

from app.errors import RequestError, text
from app.graph.boundary import Boundary
from app.graph.model import Request as RunRequest
from app.graph.model import Run
from app.graph.naming import passes_there
from app.graph.questions import BoundaryQuestion, SurfaceQuestion
from app.graph.surface import COUNT, Range, Surface
from app.pipeline import Pipeline
from app.pool import Follower
from app.surfaces.plans import first_pass, plan_surface, usual_names
from app.web import token
from app.web.bodies import RunBody, SurfaceBody, from_query, integer, plain, read
from app.web.openapi import answers, body, query
from app.web.problems import BadBody, Missing
from app.web.state import PipelineOf, SettingsOf
from app.web.training.contest import compared

_LONGEST = 40
_LARGEST = 1e30
router = APIRouter(prefix="/api/v1")


@router.post("/surface", summary="Draw a loss", openapi_extra=body("SurfaceBody"), responses=answers("Surface"))
async def surface(request: Request, pipeline: PipelineOf) -> Response:
    """The loss of one pass on a grid of two of its parameters' entries: heights, contours, the walk of the passes."""
    return await _answer(pipeline, await read(request, SurfaceBody))


@router.get("/surface", summary="Draw the loss of a link", openapi_extra=query("pass"), responses=answers("Surface"))
async def surface_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN; `x` and `y` name the entries, `x0`, `x1`, `y0`, `y1` end the axes."""
    asked = token.decode(request.query_params.get("p", ""), settings.body_bytes)
    return await _answer(pipeline, surface_body(asked, request.query_params))


@router.post("/boundary", summary="Draw a classifier", openapi_extra=body("RunBody"), responses=answers("Boundary"))
async def boundary(request: Request, pipeline: PipelineOf) -> Response:
    """What the classifier of a pass (default: the last one) says of every place of the plane, with its data."""
    _, found = await boundary_of(pipeline, await read(request, RunBody))
    return Response(msgspec.json.encode(found), media_type="application/json")


@router.get(
    "/boundary", summary="Draw the classifier of a link", openapi_extra=query("pass"), responses=answers("Boundary")
)
async def boundary_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN."""
    _, found = await boundary_of(pipeline, from_query(request, RunBody, settings))
    return Response(msgspec.json.encode(found), media_type="application/json")


async def boundary_of(pipeline: Pipeline, asked: RunBody, patient: bool = False) -> tuple[Run, Boundary]:
    """The map of the classifier that a body asks for.

    Raises: as `surface_of`.
    """
    run = await _run_with_pass(pipeline, asked, patient)
    index = len(run.passes) - 1 if asked.pass_index is None else asked.pass_index
    return run, await pipeline.ask(BoundaryQuestion(plain(asked), index, COUNT))


async def _answer(pipeline: Pipeline, asked: SurfaceBody) -> Response:
    _, found = await surface_of(pipeline, asked)
    return Response(msgspec.json.encode(found), media_type="application/json")


async def surface_of(pipeline: Pipeline, asked: SurfaceBody, patient: bool = False) -> tuple[Run, Surface]:
    """The surface that a body asks for: that of the first pass if all passes have the same, else that of its pass. Who
    is `patient` waits for long runs too.

    Raises:
        RequestError: there is none, with the reason; what the program did wrong; and as `Pipeline.run`.
    """
    run = await _run_with_pass(pipeline, asked, patient)
    names = list(dict.fromkeys(name for name in (asked.x, asked.y) if name)) if asked.x else usual_names(run)
    first = first_pass(run, names)
    walks = await _walks(pipeline, asked, run, patient)
    surface = await _drawn(pipeline, run, walks, asked, names, first)
    if not surface.everywhere and asked.pass_index > first:
        surface = await _drawn(pipeline, run, walks, asked, names, asked.pass_index)
    return run, surface


async def _run_with_pass(pipeline: Pipeline, asked: RunBody | SurfaceBody, patient: bool) -> Run:
    run = await pipeline.run(plain(asked), Follower() if patient else None)
    if run.error is not None and all(pass_.root is None for pass_ in run.passes):
        problem = run.error
        raise RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
    if asked.pass_index and asked.pass_index >= len(run.passes):
        says = text("The program has no pass %(number)s.", number=asked.pass_index + 1)
        raise Missing(says, code="pass", hint=passes_there(len(run.passes)))
    return run


async def _walks(pipeline: Pipeline, asked: SurfaceBody, run: Run, patient: bool) -> list[tuple[str, Run]]:
    """The run, or all that a program with `choose(...)` makes, in the order of its options."""
    if not run.choices:
        return [("", run)]
    return [(each.label, other) for each, other in await compared(pipeline, plain(asked), patient)]


async def _drawn(
    pipeline: Pipeline, run: Run, walks: list[tuple[str, Run]], asked: SurfaceBody, names: list[str], index: int
) -> Surface:
    plan = plan_surface(
        walks,
        index,
        shown=asked.pass_index,
        names=names,
        ranges=(asked.x_range, asked.y_range),
        count=asked.count,
        own=next((place for place, (_, each) in enumerate(walks) if each.choices == run.choices), 0),
    )
    return await pipeline.ask(SurfaceQuestion(plain(asked), plan))


def surface_body(asked: RunRequest, query: Mapping[str, str]) -> SurfaceBody:
    """A body out of ?pass=&x=&y=&x0=&x1=&y0=&y1=."""
    return SurfaceBody(
        **asdict(plain(asked)),
        pass_index=integer(query.get("pass")) or 0,
        x=query.get("x") or None,
        y=query.get("y"),
        x_range=_range(query.get("x0"), query.get("x1")),
        y_range=_range(query.get("y0"), query.get("y1")),
    )


def _range(low: str | None, high: str | None) -> Range | None:
    return None if not low or not high else (decimal(low), decimal(high))


def decimal(words: str) -> float:
    """A number in an address.

    >>> decimal("-2.5e1")
    -25.0
    """
    try:
        number = float(words) if words.isascii() and len(words) <= _LONGEST else math.nan
    except ValueError:
        number = math.nan
    if not abs(number) < _LARGEST:
        raise BadBody(text("A place in an address is a number."), code="range")
    return number
