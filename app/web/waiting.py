"""An answer that may take long in, the answer or nothing out: a browser is told at once that it is being computed."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from app.web.render import wants_fragment

SOON = 0.15
"""Seconds within which an answer needs no word before it."""
LINGER = 5.0
"""Seconds that the work goes on for a page that is about to come back for it."""
WAIT = "wait"
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Waiting:
    """There is no answer yet: a page comes back for it with this query, and waits so long."""

    query: str
    milliseconds: int = 180_000


def takes_data(request: Request) -> bool:
    """Whether the answer itself is wanted, however long it takes: with `?wait=1`, and by what is no browser."""
    return WAIT in request.query_params or "text/html" not in request.headers.get("accept", "")


async def unless_long(
    request: Request, work: Coroutine[Any, Any, Answer], patient: bool | None = None
) -> Answer | Waiting:
    """The answer; for a browser that would have to look at an empty page meanwhile, how to come back for it. A
    fragment, too, is worth waiting for, unless `patient` says otherwise."""
    if wants_fragment(request) or takes_data(request) if patient is None else patient:
        return await work
    task = asyncio.create_task(work)
    # Whoever comes for it hears of its mistakes.
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        if (await asyncio.wait({task}, timeout=SOON))[0]:
            return task.result()
    except asyncio.CancelledError:
        task.cancel()
        raise
    # Equal requests share their work, so it is kept up until the page has asked.
    asyncio.get_running_loop().call_later(LINGER, task.cancel)
    return Waiting(urlencode([*request.query_params.multi_items(), (WAIT, "1")]))
