"""The pages of a surface: the map of a loss over two numbers, the same to turn, and the program begun at another place."""

import math
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import asdict, replace

from app.errors import ProgramError, RequestError, SourceError, text
from app.graph.model import Request as RunRequest
from app.graph.model import Run
from app.graph.surface import Range, Surface
from app.lang.starts import beginning_at
from app.pipeline import Pipeline
from app.surfaces.plans import first_pass, plan_surface
from app.web import token
from app.web.bodies import SurfaceBody, integer, plain
from app.web.landscape import SurfacePage, SurfacePart, landscape, without_surface
from app.web.language import gettext
from app.web.pages import PipelineOf, SettingsOf
from app.web.problems import BadBody, Missing
from app.web.render import render, shell, wants_fragment

_LONGEST = 40
_LARGEST = 1e30
router = APIRouter(include_in_schema=False)


async def surface_of(pipeline: Pipeline, asked: SurfaceBody) -> tuple[Run, Surface]:
    """The surface that a body asks for: that of the first pass if all passes have the same, else that of its pass.

    Raises:
        RequestError: there is none, with the reason; what the program did wrong; and as `Pipeline.run`.
    """
    run = await pipeline.run(plain(asked))
    if run.error is not None and not run.passes:
        problem = run.error
        raise RequestError(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
    if asked.pass_index and asked.pass_index >= len(run.passes):
        raise Missing(text("The program has no pass %(number)s.", number=asked.pass_index + 1), code="pass")
    names = list(dict.fromkeys(name for name in (asked.x, asked.y) if name)) if asked.x else []
    first = first_pass(run, names)
    surface = await _drawn(pipeline, run, asked, names, first)
    if not surface.everywhere and asked.pass_index > first:
        surface = await _drawn(pipeline, run, asked, [surface.x.name, *_name_of(surface)], asked.pass_index)
    return run, surface


def _name_of(surface: Surface) -> list[str]:
    return [] if surface.y is None else [surface.y.name]


async def _drawn(pipeline: Pipeline, run: Run, asked: SurfaceBody, names: list[str], index: int) -> Surface:
    plan = plan_surface(
        [("", run)],
        index,
        shown=asked.pass_index,
        names=names,
        ranges=(asked.x_range, asked.y_range),
        count=asked.count,
    )
    return await pipeline.surface(plain(asked), plan)


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


@router.get("/p/{packed}/surface")
async def surface(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The loss of the program as a map and as a surface; `?pass=`, `x=`, `y=` choose what, `x0=` to `y1=` from where."""
    asked = token.decode(packed, settings.body_bytes)
    body = surface_body(asked, request.query_params)
    try:
        run, found = await surface_of(pipeline, body)
        part, status = landscape(run, found, packed, body.pass_index), 200
    except (RequestError, SourceError, ProgramError) as error:
        if isinstance(error, (Missing, BadBody)):
            raise
        part, status = without_surface(error.problem, packed, body.pass_index), 422
    return _answer(request, part, status)


def _answer(request: Request, part: SurfacePart, status: int) -> Response:
    page = SurfacePage(shell(gettext("The loss as a landscape")), part)
    template = "_surface.html" if wants_fragment(request) else "surface.html"
    return Response(render(template, page), status, media_type="text/html")


@router.get("/p/{packed}/start")
async def start(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The surface of the same program begun at another place: `x=w&at_x=1.5` writes 1.5 where the program gives w its
    first number; the ranges stay as they are."""
    query = request.query_params
    asked = token.decode(packed, settings.body_bytes)
    run = await pipeline.run(asked)
    numbers = {query[axis]: decimal(query.get(f"at_{axis}", "")) for axis in ("x", "y") if query.get(axis)}
    source = beginning_at(run.source, numbers)
    if source is None:
        raise BadBody(
            text("The program does not write these numbers down, so it can't begin elsewhere."),
            code="start",
            hint=text("Give the parameter its first number as in w = torch.tensor(1.0, requires_grad=True)."),
        )
    begun = token.encode(replace(asked, source=source, inputs={}, record=0))
    kept = {name: query[name] for name in ("x", "y", "x0", "x1", "y0", "y1") if name in query}
    return RedirectResponse(f"/p/{begun}/surface?{urlencode(kept)}", status_code=303)
