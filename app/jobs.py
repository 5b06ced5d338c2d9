"""What a worker process does: bytes of a request in, bytes of an answer out. `pipeline` names it, never imports it."""

from collections.abc import Callable

import msgspec

from app.engine.limits import Limits
from app.engine.readiness import prepare
from app.engine.run import run_program
from app.engine.studies.boundary.boundary import verdicts
from app.engine.studies.derivation.derivation import examine
from app.engine.studies.inspection.inspection import inspect
from app.engine.studies.matrices.matrices import derive
from app.engine.studies.paths.paths import trace
from app.engine.studies.proof.proof import prove
from app.engine.studies.surface.surface import survey
from app.engine.studies.surface.surface import warm_up as warm_up_surface
from app.engine.studies.tangents.tangents import sweep
from app.engine.studies.tangents.tangents import warm_up as warm_up_tangents
from app.errors import GradwalkError, Stopped, TimeLimit
from app.graph.coordinates import Structure
from app.graph.model import Request, Run
from app.graph.progress import Progress
from app.graph.questions import (
    AnyQuestion,
    BoundaryQuestion,
    CheckQuestion,
    InspectQuestion,
    MatricesQuestion,
    PathsQuestion,
    ProofQuestion,
    SurfaceQuestion,
    TangentsQuestion,
)
from app.layout import Engine, place
from app.layout import warm_up as warm_up_layout
from app.pool import Caller
from app.surfaces.contours import warm_up as warm_up_contours
from app.surfaces.regions import bounded
from app.surfaces.surfaces import finished

RUN, PROBLEM, STOPPED = b"R", b"P", b"S"


class RunJob(msgspec.Struct, frozen=True):
    """The payload of the job "run"."""

    request: Request
    limits: Limits


class LayoutJob(msgspec.Struct, frozen=True):
    """The payload of the job "layout"."""

    structure: Structure
    node_limit: int
    engine: Engine


class AskJob(msgspec.Struct, frozen=True):
    """The payload of the job "ask"."""

    question: AnyQuestion
    limits: Limits


def warm_up() -> None:
    """Import and touch everything that a job may need: a sealed worker opens no file."""
    prepare()
    warm_up_surface()
    warm_up_tangents()
    warm_up_contours()
    warm_up_layout()


def perform(job: str, payload: bytes, caller: Caller) -> bytes:
    """Do one job; raises KeyError for a job that does not exist."""
    return JOBS[job](payload, caller)


def run(payload: bytes, caller: Caller) -> bytes:
    """RunJob as MessagePack in; "R" and the Run as JSON out ("S": it ran out of time or was stopped, and gets
    further another time), or "P" and the Problem as JSON. On the way it tells its Progress as MessagePack."""
    job = msgspec.msgpack.decode(payload, type=RunJob)

    def watch(progress: Progress) -> bool:
        caller.tell(msgspec.msgpack.encode(progress))
        return caller.stops()

    try:
        made = run_program(job.request, job.limits, watch=watch)
        return (STOPPED if _is_cut_short(made, job.request) else RUN) + msgspec.json.encode(made)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def _is_cut_short(made: Run, request: Request) -> bool:
    """Whether it may get further another time; not where its end was asked for."""
    code = made.error.code if made.error is not None else None
    return code == TimeLimit.default_code or (code == Stopped.default_code and request.until is None)


def layout(payload: bytes, _: Caller) -> bytes:
    """LayoutJob as MessagePack in, Placement as MessagePack out."""
    job = msgspec.msgpack.decode(payload, type=LayoutJob)
    return msgspec.msgpack.encode(place(job.structure, node_limit=job.node_limit, engine=job.engine))


def ask(payload: bytes, _: Caller) -> bytes:
    """AskJob as MessagePack in; "R" and the answer as JSON out, or "P" ("S": it ran out of time) and the Problem."""
    job = msgspec.msgpack.decode(payload, type=AskJob)
    try:
        return RUN + msgspec.json.encode(_answer(job.question, job.limits))
    except TimeLimit as error:
        return STOPPED + msgspec.json.encode(error.problem)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def _answer(asked: AnyQuestion, limits: Limits) -> msgspec.Struct:
    match asked:
        case SurfaceQuestion(request, plan):
            found = survey(request, plan, limits)
            return finished(plan, found.x, found.y, found.values, found.walks, found.here, found.notes)
        case BoundaryQuestion(request, index, count):
            seen = verdicts(request, index, count, limits)
            return bounded(index, (seen.x, seen.y), seen.ahead, seen.labels, seen.points, seen.known, seen.said)
        case PathsQuestion(request, index, node):
            return trace(request, index, node, limits)
        case ProofQuestion(request, index):
            return prove(request, index, limits)
        case MatricesQuestion(request, plan):
            return derive(request, plan, limits)
        case TangentsQuestion(request, index, direction):
            return sweep(request, index, direction, limits)
        case CheckQuestion(request, index, derivation):
            return examine(request, index, derivation, limits)
        case InspectQuestion(request, aim):
            return inspect(request, aim, limits)


JOBS: dict[str, Callable[[bytes, Caller], bytes]] = {"run": run, "layout": layout, "ask": ask}
