"""The pages of a surface: the map of a loss, the same to turn, and the program begun at another place."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import asdict, replace

from app.errors import text
from app.graph.variants import picks
from app.lang.starts import beginning_at
from app.web import token
from app.web.answering import REFUSALS, answer_page, reason
from app.web.bodies import RunBody, integer, plain
from app.web.language import gettext
from app.web.problems import BadBody
from app.web.state import PipelineOf, SettingsOf
from app.web.training.landscape import SurfacePart, landscape
from app.web.training.plane import BoundaryPart, plane
from app.web.training.surface_api import boundary_of, decimal, surface_body, surface_of
from app.web.waiting import Waiting, unless_long

router = APIRouter(include_in_schema=False)


@router.get("/p/{packed}/surface")
async def surface(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The loss of the program as a map and as a surface; `?pass=`, `x=`, `y=` and `x0=` to `y1=` choose what."""
    asked = token.decode(packed, settings.body_bytes)
    body = surface_body(asked, request.query_params)
    try:
        found = await unless_long(request, surface_of(pipeline, body, patient=True))
        if isinstance(found, Waiting):
            part = SurfacePart(packed, body.pass_index, waiting=found)
        else:
            part = landscape(*found, packed, body.pass_index)
    except REFUSALS as error:
        part = SurfacePart(packed, body.pass_index, problem=reason(error))
    return answer_page(request, "surface", gettext("The loss as a landscape"), part)


@router.get("/p/{packed}/start")
async def start(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The surface of the same program begun at another place: `x=w&at_x=1.5` writes 1.5 where the program gives w its
    first number; the ranges stay as they are."""
    query = request.query_params
    asked = token.decode(packed, settings.body_bytes)
    run = await pipeline.run(asked)
    numbers = {query[axis]: decimal(query.get(f"at_{axis}", "")) for axis in ("x", "y") if query.get(axis)}
    source = beginning_at(run.source, numbers, picks(run))
    if source is None:
        raise BadBody(
            text("The program does not write these numbers down, so it can't begin elsewhere."),
            code="start",
            hint=text("Give the parameter its first number as in w = torch.tensor(1.0, requires_grad=True)."),
        )
    begun = token.encode(replace(asked, source=source, inputs={}, record=0))
    kept = {name: query[name] for name in ("x", "y", "x0", "x1", "y0", "y1") if name in query}
    return RedirectResponse(f"/p/{begun}/surface?{urlencode(kept)}", status_code=303)


@router.get("/p/{packed}/boundary")
async def boundary(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """What the program's classifier of points says of the whole plane; `?pass=` chooses the pass, else the last."""
    asked = token.decode(packed, settings.body_bytes)
    body = RunBody(**asdict(plain(asked)), pass_index=integer(request.query_params.get("pass")))
    try:
        found = await unless_long(request, boundary_of(pipeline, body, patient=True))
        part = BoundaryPart(packed, waiting=found) if isinstance(found, Waiting) else plane(*found, packed)
    except REFUSALS as error:
        part = BoundaryPart(packed, problem=reason(error))
    return answer_page(request, "boundary", gettext("A classifier as a map"), part)
