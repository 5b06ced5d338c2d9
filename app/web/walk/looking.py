"""Looking at a program: a request and a position in, its run and the moment of it out, at once or after some time."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Annotated

from fastapi import Depends, Request

from app.errors import ProgramError, SourceError, Stopped, TimeLimit, text
from app.graph.model import SCHEMA_VERSION, Run
from app.graph.model import Request as RunRequest
from app.graph.moment import Moment
from app.graph.naming import passes_there
from app.graph.remains import part
from app.pipeline import Pipeline
from app.pool import Follower
from app.web.place import Place
from app.web.problems import Missing
from app.web.view import sight
from app.web.walk.workspace import View

GLANCE = 0.025
SOON = 0.15
"""Seconds after which a run that tells how it goes is shown while it goes on."""
LATE = 1.0
"""Seconds after which one that tells nothing, or waits for its turn, is."""
CUT_SHORT = frozenset({Stopped.default_code, TimeLimit.default_code})


async def look(pipeline: Pipeline, asked: RunRequest, place: Place, follower: Follower | None = None) -> View:
    """Runs the program and finds the place; a program that was refused has a run without passes. Who follows a run
    that is cut short looks at its first passes, under a request of their own."""
    try:
        run = await pipeline.run(asked, follower)
    except (SourceError, ProgramError) as error:
        run = Run(SCHEMA_VERSION, asked.source, asked.seed, (), (), (), (), "", error.problem)
    if follower is not None:
        asked = part(asked, run)
    if not run.passes:
        return View(asked, run, None, None)
    pass_index = _where_it_ends(run) if place.pass_index is None else place.pass_index
    if not 0 <= pass_index < len(run.passes) and not _failed(run):
        says = text("The program has no pass %(number)s.", number=pass_index + 1)
        raise Missing(says, code="pass", hint=passes_there(len(run.passes)))
    found = await pipeline.run_to(asked, run, pass_index, follower)
    if pass_index >= len(found.passes) or found.passes[pass_index].graph is None:
        # It was stopped on the way there, or does not get so far in its time.
        found, pass_index, place = run, 0, Place()
    if found.passes[pass_index].graph is None:
        return View(asked, run, None, None)
    index = pipeline.pass_index(found, pass_index, sight.get())
    if not index.graph.nodes:
        return View(asked, found, None, None)
    position = place.find(pipeline, found, index)
    if position is None:  # a program that failed is shown where it stopped
        position = len(index.steps) if _failed(found) else 0
    foldable = bool(pipeline.membership(found, pass_index).written)
    return View(asked, found, Moment(index, position), await pipeline.placement(index.graph), foldable)


def _failed(run: Run) -> bool:
    return run.error is not None and run.error.code not in CUT_SHORT


def _where_it_ends(run: Run) -> int:
    """A program that failed is shown in the pass in which it stopped, one that was cut short from its beginning."""
    if not _failed(run):
        return 0
    last = len(run.passes) - 1
    return last if run.passes[last].graph is not None else len(run.passes)


@dataclass
class Followed:
    """A look that takes long, and the pages that follow it."""

    follower: Follower
    looking: "asyncio.Task[View]"
    pages: int = 0


def follow(pipeline: Pipeline, asked: RunRequest, place: Place) -> Followed:
    """Begins to look."""
    follower = Follower()
    looking = asyncio.create_task(look(pipeline, asked, place, follower))
    # Whoever comes for it hears of its mistakes.
    looking.add_done_callback(lambda done: done.cancelled() or done.exception())
    return Followed(follower, looking)


def leave(everything: dict[str, Followed], key: str) -> None:
    """A page has gone, or has never come back: a look that nobody follows ends."""
    followed = everything.get(key)
    if followed is not None and not followed.pages:
        del everything[key]
        followed.looking.cancel()


async def soon(followed: Followed) -> View | None:
    """The view, where it does not take long; None where it does: then it goes on."""
    began = monotonic()
    try:
        while not (await asyncio.wait({followed.looking}, timeout=GLANCE))[0]:
            waited = monotonic() - began
            if followed.follower.waiting and waited > (LATE if followed.follower.report is None else SOON):
                return None
        return followed.looking.result()
    except asyncio.CancelledError:
        followed.looking.cancel()
        raise


def followed_of(request: Request) -> dict[str, Followed]:
    """The long runs that pages follow at this moment, by the keys of the pages."""
    followed: dict[str, Followed] = request.app.state.followed
    return followed


FollowedOf = Annotated[dict[str, Followed], Depends(followed_of)]
