"""Following a long run: its reports as server-sent events, and the button that stops it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from http import HTTPStatus
from time import monotonic

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from app.errors import GradwalkError, text
from app.graph.model import Request as RunRequest
from app.web import token
from app.web.contexts import Notice
from app.web.place import place_of
from app.web.problems import BROKEN, Missing
from app.web.render import render
from app.web.state import PipelineOf, SettingsOf
from app.web.view import choose_view
from app.web.walk.looking import Followed, FollowedOf, follow, leave
from app.web.walk.running import Told, state
from app.web.walk.workspace import View

OFTEN, SELDOM = 0.1, 0.25
"""Seconds from one look at the run to the next, in its first ones and later."""
FIRST_SECONDS = 2.0
ALIVE_SECONDS = 15.0
"""A stream that has been silent so long says that it is there."""
LONGEST_KEY = 32
log = logging.getLogger("gradwalk.web")

router = APIRouter(include_in_schema=False)


@router.get("/p/{packed}/progress")
async def progress(
    request: Request, pipeline: PipelineOf, settings: SettingsOf, everything: FollowedOf, packed: str
) -> Response:
    """Events `progress`: HTML of how the run is doing; then `done`: where its page is (empty: here), or `failed`: HTML
    of a notice."""
    asked = token.decode(packed, settings.body_bytes)
    query = request.query_params
    key = query.get("key", "")
    if not 0 < len(key) <= LONGEST_KEY:
        raise Missing(text("There is nothing at this address."))
    choose_view(request)
    place = place_of(request)

    async def stream() -> AsyncIterator[str]:
        followed = everything.setdefault(key, everything.get(key) or follow(pipeline, asked, place))
        followed.pages += 1
        try:
            async for each in _reports(followed):
                yield each
            yield _end(asked, place.pass_index, followed.looking)
        finally:
            followed.pages -= 1
            leave(everything, key)

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), 200, headers, "text/event-stream")


@router.post("/p/{packed}/stop")
async def stop(request: Request, everything: FollowedOf) -> Response:
    """Stops the run that the page with this key follows."""
    followed = everything.get(request.query_params.get("key", ""))
    if followed is None:
        raise Missing(text("This run is over."), hint=text("Load the page again."))
    followed.follower.stop()
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _reports(followed: Followed) -> AsyncIterator[str]:
    """Events until the look is over."""
    began = spoken = monotonic()
    told: bytes | None = None
    pause = OFTEN
    while not (await asyncio.wait({followed.looking}, timeout=pause))[0]:
        now = monotonic()
        pause = OFTEN if now - began < FIRST_SECONDS else SELDOM
        if followed.follower.report is not told:
            told, spoken = followed.follower.report, now
            yield event("progress", render("_progress.html", Told(state(told))))
        elif now - spoken > ALIVE_SECONDS:
            spoken = now
            yield ": still here\n\n"
    if followed.follower.report is not told:
        yield event("progress", render("_progress.html", Told(state(followed.follower.report))))


def event(name: str, data: str) -> str:
    """One server-sent event.

    >>> event("done", "a\\nb")
    'event: done\\ndata: a\\ndata: b\\n\\n'
    """
    lines = data.replace("\r", "&#13;").split("\n")
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in lines) + "\n"


def _end(asked: RunRequest, place: int | None, task: "asyncio.Task[View]") -> str:
    try:
        view = task.result()
    except asyncio.CancelledError:  # another page has ended it, or the server ends
        return event("done", "")
    except GradwalkError as error:
        return event("failed", render("_notice.html", Notice(error.problem.message, error.problem.hint)))
    except Exception as error:
        log.error("unexpected %s", type(error).__name__)
        return event("failed", render("_notice.html", Notice(BROKEN.message, BROKEN.hint)))
    shown = view.moment.index.pass_.index if view.moment is not None else None
    here = view.asked == asked and (place is None or place == shown)
    return event("done", "" if here else f"/p/{token.encode(view.asked)}")
