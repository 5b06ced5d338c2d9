"""All runs of a program with `choose(...)`, side by side: for a page, as they go on, and over the API."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from time import monotonic

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from app.errors import GradwalkError, Problem
from app.graph.model import Request as RunRequest
from app.graph.model import Run
from app.graph.variants import Comparison, Variant, picks
from app.web import token
from app.web.bodies import RunBody, from_query, plain, read
from app.web.contexts import Notice, Shell
from app.web.language import gettext
from app.web.naming import told_apart
from app.web.openapi import answers, body, query
from app.web.problems import BROKEN
from app.web.render import render, shell, wants_fragment
from app.web.state import PipelineOf, SettingsOf
from app.web.training.compare import Compared, comparison
from app.web.training.contest import Contest, Entrant, compared
from app.web.waiting import Waiting, takes_data, unless_long
from app.web.walk.progress import ALIVE_SECONDS, event

OFTEN = 0.3
"""Seconds from one look at the runs to the next."""
log = logging.getLogger("gradwalk.web")
router = APIRouter()


@dataclass(frozen=True)
class ComparePage:
    """compare.html: the comparison as a page of its own; `program` is what the page calls the program."""

    shell: Shell
    compared: Compared
    program: str


@dataclass(frozen=True)
class CompareAnswer:
    """compare_answer.html: the comparison alone, for htmx."""

    compared: Compared


@router.get("/p/{packed}/compare", include_in_schema=False)
async def page(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The table and the curves of all runs: a part of the workspace for htmx, else a page of its own. Where the runs
    take long, what there is of them, and where to hear of the rest."""
    asked = token.decode(packed, settings.body_bytes)
    contest = Contest(pipeline, asked, patient=True)
    found = await unless_long(request, contest.run(), patient=takes_data(request))
    whole = f"?{found.query}" if isinstance(found, Waiting) else ""
    seen = comparison(asked, contest.entrants, f"/p/{packed}/compare/progress" if whole else "", whole)
    if wants_fragment(request):
        return Response(render("compare_answer.html", CompareAnswer(seen)), media_type="text/html")
    shown = ComparePage(shell(gettext("Compared runs")), seen, told_apart(asked.source))
    return Response(render("compare.html", shown), media_type="text/html")


@router.get("/p/{packed}/compare/progress", include_in_schema=False)
async def progress(pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """Events `progress`: HTML of the runs so far; then `done`: HTML of all, or `failed`: HTML of a notice. Runs that
    are not over end with the stream."""
    asked = token.decode(packed, settings.body_bytes)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_reports(Contest(pipeline, asked, patient=True), asked), 200, headers, "text/event-stream")


async def _reports(contest: Contest, asked: RunRequest) -> AsyncIterator[str]:
    work = asyncio.create_task(contest.run())
    told, spoken = "", monotonic()
    address = f"/p/{token.encode(asked)}/compare/progress"
    try:
        while not (await asyncio.wait({work}, timeout=OFTEN))[0]:
            html = render("compare_answer.html", CompareAnswer(comparison(asked, contest.entrants, address)))
            if html != told:
                told, spoken = html, monotonic()
                yield event("progress", html)
            elif monotonic() - spoken > ALIVE_SECONDS:
                spoken = monotonic()
                yield ": still here\n\n"
        yield _end(contest, asked, work)
    finally:
        work.cancel()


def _end(contest: Contest, asked: RunRequest, work: "asyncio.Task[None]") -> str:
    try:
        work.result()
    except GradwalkError as error:
        return event("failed", _notice(error.problem))
    except Exception as error:
        log.error("unexpected %s", type(error).__name__)
        return event("failed", _notice(BROKEN))
    return event("done", render("compare_answer.html", CompareAnswer(comparison(asked, contest.entrants))))


def _notice(problem: Problem) -> str:
    return render("_notice.html", Notice(problem.message, problem.hint))


@router.post(
    "/api/v1/compare", summary="Compare the runs of a program", openapi_extra=body("RunBody"),
    responses=answers("Comparison"),
)  # fmt: skip
async def compare(request: Request, pipeline: PipelineOf) -> Response:
    """One run for each option of every `choose(...)` in the program, with its series."""
    return _answer(await compared(pipeline, plain(await read(request, RunBody))))


@router.get(
    "/api/v1/compare", summary="Compare the runs of a link", openapi_extra=query(), responses=answers("Comparison")
)
async def compare_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN."""
    return _answer(await compared(pipeline, plain(from_query(request, RunBody, settings))))


def _answer(runs: Sequence[tuple[Entrant, Run]]) -> Response:
    found = tuple(Variant(picks(run), each.label, len(run.passes), run.series, run.error) for each, run in runs)
    return Response(msgspec.json.encode(Comparison(found)), media_type="application/json")
