"""The JSON API: what the pages show, for other programs. Bodies are read by `bodies`, errors written by `problems`."""

import asyncio
from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.errors import text
from app.export import FORMATS, table
from app.export.ink import STYLE
from app.graph.folding.sight import Sight
from app.graph.model import SCHEMA_VERSION, Run
from app.graph.moment import Moment
from app.graph.naming import passes_there
from app.ops.entry import Op
from app.ops.registry import FAMILIES as OP_FAMILIES
from app.pipeline import Pipeline
from app.presets import FAMILIES, PRESETS, Preset
from app.web.bodies import ExportBody, RunBody, SeriesBody, from_query, plain, read
from app.web.openapi import answers, body, query
from app.web.problems import Missing, problem_json
from app.web.state import PipelineOf, SettingsOf
from app.web.training.curves import SeriesDocument

STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
PICTURE_POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; frame-ancestors 'none'"
"""A picture that is opened by itself has its style inside: this one, and no other."""

router = APIRouter(prefix="/api/v1")
FAILED = HTTPStatus.UNPROCESSABLE_ENTITY


def as_json(content: Any, headers: dict[str, str] | None = None) -> Response:
    """Plain data as a JSON answer."""
    return Response(msgspec.json.encode(content), headers=headers, media_type="application/json")


@router.post("/run", summary="Run a program", openapi_extra=body("RunBody"), responses=answers("Run"))
async def run(request: Request, pipeline: PipelineOf) -> Response:
    """The whole run: passes with graphs, values, gradients and steps. A program that fails half-way answers 422; the
    member `run` of the problem then holds the run up to there."""
    return await _run(pipeline, await read(request, RunBody))


@router.get("/run", summary="Run the program of a link", openapi_extra=query("pass"), responses=answers("Run"))
async def run_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN."""
    return await _run(pipeline, from_query(request, RunBody, settings))


async def _run(pipeline: Pipeline, asked: RunBody) -> Response:
    wanted = plain(asked)
    done = await pipeline.run(wanted)
    if asked.pass_index is not None:
        if done.error is None and asked.pass_index < len(done.passes):
            done = await pipeline.run_to(wanted, done, asked.pass_index)
        done = _only(done, asked.pass_index)
    if done.error is not None:
        return problem_json(done.error, FAILED, done)
    return as_json(done)


def _no_pass(index: int, run: Run) -> Missing:
    says = text("The program has no pass %(number)s.", number=index + 1)
    return Missing(says, code="pass", hint=passes_there(len(run.passes)))


def _only(run: Run, kept: int) -> Run:
    """The run with the graph and the steps of one pass alone."""
    if kept >= len(run.passes) and run.error is None:
        raise _no_pass(kept, run)
    passes = tuple(
        each if each.index == kept else msgspec.structs.replace(each, graph=None, steps=()) for each in run.passes
    )
    return msgspec.structs.replace(run, passes=passes)


@router.post(
    "/series",
    summary="The curves of a run",
    openapi_extra=body("SeriesBody"),
    responses=answers("SeriesDocument", "text/csv"),
)
async def series(request: Request, pipeline: PipelineOf) -> Response:
    """The loss, the parameters, their gradients and the learning rate from pass to pass, as JSON or CSV. Of a program
    that fails half-way JSON answers 422 with the series in `run`, CSV the rows up to there."""
    return await _series(request, pipeline, await read(request, SeriesBody))


@router.get(
    "/series",
    summary="The curves of the program of a link",
    openapi_extra=query(formats=("json", "csv")),
    responses=answers("SeriesDocument", "text/csv"),
)
async def series_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN."""
    return await _series(request, pipeline, from_query(request, SeriesBody, settings))


async def _series(request: Request, pipeline: Pipeline, asked: SeriesBody) -> Response:
    done = await pipeline.run(plain(asked))
    accepted = request.headers.get("accept", "")
    wanted = asked.format or ("csv" if "text/csv" in accepted and "json" not in accepted else "json")
    if wanted == "csv" and (done.series or done.error is None):
        headers = {"Content-Disposition": 'attachment; filename="gradwalk.csv"', "Vary": "Accept"}
        return Response(table.write(done.series), 200, headers, "text/csv")
    if done.error is not None:
        return problem_json(done.error, FAILED, msgspec.structs.replace(done, passes=()))
    return as_json(SeriesDocument(len(done.passes), done.series), {"Vary": "Accept"})


@router.post("/export/{format}", summary="Export a graph", openapi_extra=body("ExportBody"), responses=answers(None))
async def export(request: Request, pipeline: PipelineOf, format: str) -> Response:
    """The graph of a pass at a step, in one of the formats that /api/v1/limits lists. With the view "written" one node
    stands for what the source calls; JSON has the pass as it is seen, each step with its `index` in the whole pass."""
    return await _export(pipeline, format, await read(request, ExportBody))


@router.get(
    "/export/{format}",
    summary="Export the graph of a link",
    openapi_extra=query("pass", "step", seen=True),
    responses=answers(None),
)
async def export_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf, format: str) -> Response:
    """The same for the token of a link, /p/TOKEN."""
    return await _export(pipeline, format, from_query(request, ExportBody, settings))


async def _export(pipeline: Pipeline, name: str, asked: ExportBody) -> Response:
    if name not in FORMATS:
        known = text("The formats are: %(names)s.", names=", ".join(FORMATS))
        raise Missing(text("There is no export of this name."), code="format", hint=known)
    done = await pipeline.run(plain(asked))
    if done.error is not None:
        return problem_json(done.error, FAILED, done)
    if asked.pass_index >= len(done.passes):
        raise _no_pass(asked.pass_index, done)
    done = await pipeline.run_to(plain(asked), done, asked.pass_index)
    index = pipeline.pass_index(done, asked.pass_index, Sight(asked.view, frozenset(asked.turned)))
    moment = Moment(index, len(index.steps) if asked.step is None else asked.step)
    format = FORMATS[name]
    placement = await pipeline.placement(index.graph) if format.needs_placement else None
    # Painting a PNG takes tenths of a second: not on the event loop.
    content = await asyncio.to_thread(format.write, done, index.pass_, moment, placement)
    disposition = f'inline; filename="gradwalk{format.suffix}"'
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": PICTURE_POLICY}
    return Response(content, 200, headers, format.media_type)


@router.get("/presets", summary="The presets")
async def presets() -> Response:
    """All presets, without their programs."""
    return as_json([_preset(preset) for preset in PRESETS.values()])


@router.get("/presets/{slug}", summary="One preset", responses=answers(None))
async def preset(slug: str) -> Response:
    """One preset, with its program."""
    if slug not in PRESETS:
        raise Missing(text("There is no preset of this name."))
    return as_json({**_preset(PRESETS[slug]), "source": PRESETS[slug].source})


def _preset(preset: Preset) -> dict[str, Any]:
    return {"slug": preset.slug, "family": FAMILIES[preset.family], "title": preset.title, "lesson": preset.lesson}


@router.get("/ops", summary="The operations of the language")
async def ops() -> Response:
    """Every operation that a program may use."""
    return as_json([_op(family, op) for family, ops in OP_FAMILIES.items() for op in ops])


def _op(family: str, op: Op) -> dict[str, Any]:
    words = {"en": op.en, "zh": op.zh}
    return {"name": op.name, "family": family, "symbol": op.symbol, "words": words, "calls": op.calls}


@router.get("/schema", summary="The JSON schema of a run")
async def schema() -> Response:
    """The JSON schema of what /run answers, with the version that its `version` member names."""
    return as_json({"version": SCHEMA_VERSION, **msgspec.json.schema(Run)})


@router.get("/limits", summary="The limits of this server")
async def limits(settings: SettingsOf) -> Response:
    """Every limit with its value and what it limits, and the formats of /export."""
    fields = type(settings).model_fields
    values = settings.model_dump(exclude={"allowed_hosts", "frame_ancestors"})
    described = {name: {"value": value, "help": fields[name].description} for name, value in values.items()}
    return as_json({"limits": described, "formats": list(FORMATS)})
