"""The page "Check my derivation": a form for gradients derived by hand, and what is right and wrong in them."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict

from app.errors import Problem, Text
from app.graph.derivation import Verdict
from app.graph.numbers import short
from app.pipeline import Pipeline
from app.web import token
from app.web.answering import REFUSALS, answer_page, back_to, reason
from app.web.bodies import CheckBody, integer, plain
from app.web.excerpts import Excerpt, excerpt
from app.web.figures import Figure, figure
from app.web.language import gettext
from app.web.questions.questions_api import checked_of, recorded
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(include_in_schema=False)
MOST_CHARACTERS = 8_000
_MOST_NAMES = 80


@dataclass(frozen=True)
class Judged:
    """One gradient."""

    written: str
    name: str
    line: int | None
    agrees: bool
    ours: Figure | None
    theirs: Figure | None
    error: str
    hint: Text | None


@dataclass(frozen=True)
class CheckPart:
    """_check.html: the form with what was written, and the answer to it, or what is wrong with it."""

    token: str
    back: str
    pass_index: int
    source: str
    derivation: str
    example: str
    results: tuple[Judged, ...]
    right: int
    missing: tuple[str, ...]
    notes: tuple[Text, ...]
    problem: Problem | None
    excerpt: Excerpt | None


@router.get("/p/{packed}/check")
async def check(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The form; with `derivation=` also the answer, so that it is a link; `?pass=` chooses the pass."""
    query = request.query_params
    asked = token.decode(packed, settings.body_bytes)
    derivation = query.get("derivation", "")[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    body = CheckBody(**asdict(plain(asked)), pass_index=integer(query.get("pass")) or 0, derivation=derivation)
    part = await _part(pipeline, body, packed)
    return answer_page(request, "check", gettext("Check my derivation"), part)


async def _part(pipeline: Pipeline, body: CheckBody, packed: str) -> CheckPart:
    back = back_to(packed, body.pass_index)
    results: tuple[Judged, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    names: tuple[str, ...] = ()
    problem, source = None, body.source
    judged = source  # in whose lines a mistake stands
    try:
        _, run = await recorded(pipeline, body, body.pass_index)
        source = run.source
        graph = run.passes[body.pass_index].graph
        nodes = graph.nodes if graph is not None else ()
        names = tuple(node.name for node in nodes if node.kind == "parameter" and node.name)[:_MOST_NAMES]
        if body.derivation.strip():
            judged = body.derivation
            found = await checked_of(pipeline, body)
            results, missing, notes = tuple(map(_judged, found.results)), found.missing, found.notes
    except REFUSALS as error:
        problem = reason(error)
    return CheckPart(
        token=packed, back=back, pass_index=body.pass_index, source=source.rstrip("\n"), derivation=body.derivation,
        example="\n".join(f"d_{name} = " for name in names if name.isidentifier()),
        results=results, right=sum(each.agrees for each in results), missing=missing, notes=notes,
        problem=problem, excerpt=excerpt(judged, problem.span) if problem else None,
    )  # fmt: skip


def _judged(verdict: Verdict) -> Judged:
    return Judged(
        written=verdict.written,
        name=verdict.name,
        line=verdict.line,
        agrees=verdict.agrees,
        ours=figure(verdict.ours),
        theirs=figure(verdict.theirs),
        error="" if verdict.error is None else short(verdict.error),
        hint=verdict.hint,
    )
