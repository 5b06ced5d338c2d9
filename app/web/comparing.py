"""All runs of a program with `choose(...)`, side by side: for a page, and over the API."""

import asyncio
from collections.abc import Sequence

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.errors import ProgramError, SourceError
from app.graph.model import Request as RunRequest
from app.graph.model import Run
from app.graph.variants import Comparison, Variant, label, variants
from app.pipeline import Pipeline
from app.web import token
from app.web.bodies import RunBody, from_query, plain, read
from app.web.compare import comparison
from app.web.contexts import CompareAnswer, ComparePage
from app.web.language import gettext
from app.web.openapi import answers, body, query
from app.web.pages import PipelineOf, SettingsOf
from app.web.render import render, shell, wants_fragment

AT_ONCE = 2
router = APIRouter()


async def compared(pipeline: Pipeline, asked: RunRequest) -> list[tuple[RunRequest, Run]]:
    """Every variant with its run, a few at a time; a program that is refused has one without passes.

    Raises: as `Pipeline.run`, for the program itself.
    """
    first = await pipeline.run(asked)
    turns = asyncio.Semaphore(AT_ONCE)

    async def run(variant: RunRequest) -> Run:
        async with turns:
            try:
                return await pipeline.run(variant)
            except (SourceError, ProgramError) as error:
                return msgspec.structs.replace(first, passes=(), series=(), printed="", error=error.problem)

    wanted = variants(asked, first) or (asked,)
    return list(zip(wanted, await asyncio.gather(*map(run, wanted)), strict=True))


@router.get("/p/{packed}/compare", include_in_schema=False)
async def page(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The table and the curves of all runs: a part of the workspace for htmx, else a page of its own."""
    asked = token.decode(packed, settings.body_bytes)
    runs = await compared(pipeline, asked)
    found = comparison(asked, runs)
    if wants_fragment(request):
        return Response(render("compare_answer.html", CompareAnswer(found)), media_type="text/html")
    whole = ComparePage(shell(gettext("Compared runs")), found)
    return Response(render("compare.html", whole), media_type="text/html")


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


def _answer(runs: Sequence[tuple[RunRequest, Run]]) -> Response:
    found = tuple(Variant(asked.choices, label(run), len(run.passes), run.series, run.error) for asked, run in runs)
    return Response(msgspec.json.encode(Comparison(found)), media_type="application/json")
