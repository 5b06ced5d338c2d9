"""A step explained over the API: a program and a position in; its rule, with names and with numbers, out."""

from http import HTTPStatus

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.explain import Explanation, explain
from app.graph.folding.sight import Sight
from app.graph.model import Node
from app.graph.moment import Moment
from app.ops.entry import Op
from app.ops.registry import BY_ATEN, OPS
from app.pipeline import Pipeline
from app.web.bodies import ExplainBody, from_query, plain, read
from app.web.language import LANGUAGES, current, say
from app.web.openapi import answers, body, query
from app.web.problems import problem_json
from app.web.state import PipelineOf, SettingsOf
from app.web.walk.panel import Narrator
from app.web.walk.told import Came, ExplainDocument
from app.web.walk.upstream import arrived

router = APIRouter(prefix="/api/v1")
EXAMPLE = {"source": "w = param(2.0)\ny = sigmoid(w * 3)\ny.backward()", "pass": 0, "step": 4, "lang": "en"}
POSTED = body("ExplainBody", EXAMPLE)


@router.post("/explain", summary="Explain a step", openapi_extra=POSTED, responses=answers("ExplainDocument"))
async def explained(request: Request, pipeline: PipelineOf) -> Response:
    """The rule of a step, with the names of its graph and with its numbers, each as text, LaTeX, MathML
    and in the words of a screen reader."""
    return await _answer(pipeline, await read(request, ExplainBody))


@router.get(
    "/explain",
    summary="Explain a step of a link",
    openapi_extra=query("pass", "step", seen=True),
    responses=answers("ExplainDocument"),
)
async def explained_of_link(request: Request, pipeline: PipelineOf, settings: SettingsOf) -> Response:
    """The same for the token of a link, /p/TOKEN; `lang` is "en" or "zh"."""
    return await _answer(pipeline, from_query(request, ExplainBody, settings))


async def _answer(pipeline: Pipeline, asked: ExplainBody) -> Response:
    wanted = plain(asked)
    run = await pipeline.run(wanted)
    if run.error is not None:
        return problem_json(run.error, HTTPStatus.UNPROCESSABLE_ENTITY, run)
    run = await pipeline.run_to(wanted, run, asked.pass_index)
    if asked.lang is not None:
        current.set(LANGUAGES[asked.lang])
    moment = Moment(pipeline.pass_index(run, asked.pass_index, Sight(asked.view, frozenset(asked.turned))), asked.step)
    narrator = Narrator(run, moment)
    found = explain(moment, narrator.name, current.get().code)
    return Response(msgspec.json.encode(_document(moment, narrator, found)), media_type="application/json")


def _came(moment: Moment, narrator: Narrator) -> tuple[Came, ...]:
    found = arrived(moment, moment.current) if moment.current else ()
    return tuple(Came(each.node, narrator.name(each.node), each.gradient, each.inside) for each in found)


def _entry(node: Node) -> Op | None:
    """The entry of an operation, or of what a folded node is as one."""
    return OPS.get(node.op or "") if node.folds is not None else BY_ATEN.get((node.aten or "").split(".")[0])


def _document(moment: Moment, narrator: Narrator, found: Explanation | None) -> ExplainDocument:
    panel, language = narrator.panel(), current.get().code
    first = found.lines[0] if found is not None and found.lines else None
    node = moment.index.nodes[moment.current.node] if moment.current else None
    entry = _entry(node) if node is not None else None
    notes = found.notes if found else {}
    words = panel.words if found is None or found.words is None else found.words
    return ExplainDocument(
        position=moment.position,
        phase=panel.phase,
        kind=panel.kind,
        title=say(panel.title),
        words=say(words) if words else "",
        op=node.op if node else None,
        about=(entry.zh if language == "zh" else entry.en) if entry else "",
        origin=found.origin if found else "none",
        rule=first.rule if first else None,
        named=first.named if first else None,
        numbers=first.numbers if first else None,
        lines=found.lines if found else (),
        note=notes.get(language, notes.get("en", "")),
        saved=found.saved if found else (),
        upstream=_came(moment, narrator),
    )
