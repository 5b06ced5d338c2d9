"""For those who run the server: is it alive, is it ready, how is it doing; and the API's documentation page."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from app.web.contexts import DocsPage, Operation
from app.web.language import gettext
from app.web.render import render, shell
from app.web.state import PipelineOf

router = APIRouter(include_in_schema=False)
METHODS = ("get", "post")


@router.get("/healthz")
async def alive() -> Response:
    """200 as long as the server answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def ready(pipeline: PipelineOf) -> Response:
    """200 once a worker can take a program, with whether the workers are sealed."""
    status = pipeline.status()
    answer = {"ready": status.ready > 0, "sealed": status.sealed, "reason": status.reason}
    return Response(msgspec.json.encode(answer), 200 if status.ready else 503, media_type="application/json")


@router.get("/limits")
async def limits() -> Response:
    """The short address of the published limits."""
    return RedirectResponse("/api/v1/limits", status_code=307)


@router.get("/metrics")
async def metrics(pipeline: PipelineOf) -> Response:
    """The state of the pool, in the text format of Prometheus."""
    status = pipeline.status()
    numbers = {
        "workers_ready": ("gauge", status.ready),
        "workers_busy": ("gauge", status.busy),
        "workers_starting": ("gauge", status.starting),
        "workers_long": ("gauge", status.long),
        "requests_waiting": ("gauge", status.waiting),
        "worker_respawns_total": ("counter", status.respawns),
        "workers_lost_total": ("counter", status.lost),
    }
    lines = [f"# TYPE gradwalk_{name} {kind}\ngradwalk_{name} {number}\n" for name, (kind, number) in numbers.items()]
    return PlainTextResponse("".join(lines), media_type="text/plain; version=0.0.4")


@router.get("/api/v1/docs")
async def docs(request: Request) -> Response:
    """The API on one page, made from its own OpenAPI; nothing is loaded from elsewhere."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    operations = tuple(
        Operation(method.upper(), path, about["summary"], about.get("description", ""), "requestBody" in about)
        for path, methods in paths.items()
        for method, about in methods.items()
        if method in METHODS
    )
    page = DocsPage(shell(gettext("The API")), str(request.base_url), operations)
    return Response(render("docs.html", page), media_type="text/html")
