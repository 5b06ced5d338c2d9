"""The pages: the workspace at every address that names a program, whole or in parts for htmx."""

import asyncio
from dataclasses import replace
from secrets import token_urlsafe
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.errors import Stopped, text
from app.export import FORMATS
from app.graph.model import SCHEMA_VERSION, Run
from app.graph.model import Request as RunRequest
from app.pipeline import Pipeline
from app.pool import Follower
from app.presets import PRESETS
from app.web import token
from app.web.bodies import integer
from app.web.detail import choose_detail
from app.web.place import place_of
from app.web.problems import BadBody, Missing
from app.web.render import render, shell, wants_fragment
from app.web.state import PipelineOf, SettingsOf
from app.web.view import choose_view, kept
from app.web.walk.contexts import RunAnswer, Toolbar, WorkspacePage
from app.web.walk.looking import Followed, follow, followed_of, leave, look, soon
from app.web.walk.running import running
from app.web.walk.workspace import View, step_answer, title_of, workspace

FIRST = "network-2-2-2"
LINGER = 5.0
"""Seconds within which a page that shows a long run must have come back for more."""
KEPT = ("pass", "step", "at", "detail", "view", "turned")
"""What an address says besides its program."""
router = APIRouter(include_in_schema=False)


@router.get("/")
async def first(request: Request, pipeline: PipelineOf) -> Response:
    """The workspace with the first program; `?pass=&step=` for the position, here and at the next two."""
    return await visit(request, pipeline, RunRequest(PRESETS[FIRST].source))


@router.get("/presets/{slug}")
async def preset(request: Request, pipeline: PipelineOf, slug: str) -> Response:
    """The workspace with a preset."""
    if slug not in PRESETS:
        raise Missing(text("There is no preset of this name."))
    return await visit(request, pipeline, RunRequest(PRESETS[slug].source))


@router.get("/p/{packed}")
async def program(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The workspace with the program that the address itself holds."""
    return await visit(request, pipeline, token.decode(packed, settings.body_bytes))


@router.post("/run")
async def run(request: Request, pipeline: PipelineOf) -> Response:
    """The form of the editor: sends a visitor on to the program's own address, gives htmx the new workspace at once."""
    asked = _form(await request.body())
    address = f"/p/{token.encode(asked)}"
    if not wants_fragment(request):
        return RedirectResponse(address, status_code=303)
    response = await visit(request, pipeline, asked)
    response.headers["HX-Push-Url"] = address + kept().replace("&", "?", 1)
    return response


def _form(body: bytes) -> RunRequest:
    """The request of a posted form; line ends as the program's own are."""
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=8)
    except ValueError as cause:
        raise BadBody(text("The form could not be read.")) from cause
    source = fields.get("source", [""])[0].replace("\r\n", "\n").replace("\r", "\n")
    return RunRequest(source, seed=integer(fields.get("seed", ["0"])[0].strip()) or 0)


async def visit(request: Request, pipeline: Pipeline, asked: RunRequest) -> Response:
    """What a program looks like at ?pass=&step=; with `from` and htmx only what differs from that position. A browser
    that would have to wait for long gets a page that follows the run, unless it asks to `wait`."""
    choose_detail(request)
    choose_view(request)
    query, place = request.query_params, place_of(request)
    if not (wants_fragment(request) or "text/html" in request.headers.get("accept", "")):
        view = await look(pipeline, asked, place)
    elif query.get("wait"):
        view = await look(pipeline, asked, place, Follower())
    else:
        followed = follow(pipeline, asked, place)
        found = await soon(followed)
        if found is None:
            return _running(request, asked, followed)
        view = found
    asked = view.asked
    since = integer(query.get("from"))
    status = 200 if view.run.error is None or view.run.error.code == Stopped.default_code else 422
    tools = Toolbar(shell(title_of(view)), token.encode(asked), tuple(FORMATS.values()) if view.moment else ())
    if wants_fragment(request) and since is not None and view.moment is not None:
        return _step(view, since, scrubbing=query.get("by") == "scrubber")
    if wants_fragment(request):
        headers = {"HX-Push-Url": _position(view)} if place.pass_index is not None and view.moment is not None else {}
        shown = render("run_answer.html", RunAnswer(tools, workspace(view)))
        return Response(shown, status, headers, "text/html")
    page = WorkspacePage(tools.shell, tools, workspace(view))
    return Response(render("workspace.html", page), status, media_type="text/html")


def _running(request: Request, asked: RunRequest, followed: Followed) -> Response:
    """The workspace that follows a run; its key lets the page, and nobody else, stop it."""
    key = token_urlsafe(12)
    everything = followed_of(request)
    everything[key] = followed
    asyncio.get_running_loop().call_later(LINGER, leave, everything, key)
    packed = token.encode(asked)
    query = {name: request.query_params[name] for name in KEPT if name in request.query_params}
    view = View(asked, Run(SCHEMA_VERSION, asked.source, asked.seed, (), (), (), (), "", None), None, None)
    tools = Toolbar(shell(title_of(view)), packed, ())
    shown = replace(workspace(view), running=running(packed, key, query, followed.follower.report))
    if wants_fragment(request):
        headers = {"HX-Retarget": "#workspace", "HX-Reswap": "outerHTML"}
        return Response(render("run_answer.html", RunAnswer(tools, shown)), 200, headers, "text/html")
    return Response(render("workspace.html", WorkspacePage(tools.shell, tools, shown)), media_type="text/html")


def _position(view: View) -> str:
    """The pass and the step that a view shows, as the end of its address."""
    assert view.moment is not None
    place, step = view.moment.index.pass_.index, view.moment.position
    return (f"?pass={place}&step={step}" if place else f"?step={step}") + kept()


def _step(view: View, since: int, scrubbing: bool) -> Response:
    """The changes of one step; dragging the scrubber leaves one entry in the browser's history, not hundreds."""
    address = _position(view)
    headers = {"HX-Replace-Url" if scrubbing else "HX-Push-Url": address}
    return Response(render("step_answer.html", step_answer(view, since)), 200, headers, "text/html")
