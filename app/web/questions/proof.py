"""The page of the proof: every gradient beside a finite difference."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict

from app.errors import Problem, Text, text
from app.graph.model import Number
from app.graph.numbers import exact, short
from app.graph.proof import Proof, Trial
from app.web import token
from app.web.answering import REFUSALS, answer_page, back_to, reason
from app.web.bodies import RunBody, integer, plain
from app.web.figures import Figure
from app.web.language import gettext
from app.web.questions.questions_api import proof_of
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(include_in_schema=False)
_SIGNS = {"agrees": "✓", "rounding": "≈", "kink": "∧", "differs": "✗"}


@dataclass(frozen=True)
class Line:
    """One trial."""

    name: str
    through: int | None
    value: Figure | None
    autograd: Figure
    numeric: Figure
    error: str
    outcome: str
    sign: str
    says: Text


@dataclass(frozen=True)
class ProofPart:
    """_proof.html: the trials, or why there are none."""

    token: str
    back: str
    pass_number: int
    lines: tuple[Line, ...]
    verdict: Text | None
    left_out: int
    notes: tuple[Text, ...]
    problem: Problem | None


@router.get("/p/{packed}/proof")
async def proof(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The gradients of a pass beside finite differences; `?pass=` chooses the pass."""
    asked = token.decode(packed, settings.body_bytes)
    index = integer(request.query_params.get("pass")) or 0
    back = back_to(packed, index)
    try:
        found = await proof_of(pipeline, RunBody(**asdict(plain(asked)), pass_index=index))
        lines = tuple(_line(trial) for trial in found.trials)
        part = ProofPart(packed, back, index + 1, lines, _verdict(found), found.left_out, found.notes, None)
    except REFUSALS as error:
        part = ProofPart(packed, back, index + 1, (), None, 0, (), reason(error))
    return answer_page(request, "proof", gettext("Proof by finite differences"), part)


def _line(trial: Trial) -> Line:
    return Line(
        name=trial.name,
        through=trial.entries,
        value=None if trial.value is None else _figure(trial.value),
        autograd=_figure(trial.autograd),
        numeric=_figure(trial.numeric),
        error=short(trial.error) if trial.error else "0",
        outcome=trial.outcome,
        sign=_SIGNS[trial.outcome],
        says=trial.says,
    )


def _figure(number: Number) -> Figure:
    return Figure(short(number), exact(number, "float64"))


def _verdict(found: Proof) -> Text:
    outcomes = {trial.outcome for trial in found.trials}
    if "differs" in outcomes:
        return text("Some gradients are not what the differences say.")
    if "kink" in outcomes:
        return text("They agree, except where the loss has a kink.")
    return text("They agree: autograd's numbers are the slopes of this loss.")
