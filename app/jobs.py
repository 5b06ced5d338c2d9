"""What a worker process does: bytes of a request in, bytes of an answer out. `pipeline` names it, never imports it."""

from collections.abc import Callable

import msgspec

from app.engine.limits import Limits
from app.engine.readiness import prepare
from app.engine.run import run_program
from app.engine.studies.boundary import verdicts
from app.engine.studies.derivation import examine
from app.engine.studies.inspection import inspect
from app.engine.studies.paths import trace
from app.engine.studies.proof import prove
from app.engine.studies.surface import survey
from app.engine.studies.surface import warm_up as warm_up_surface
from app.errors import GradwalkError, Stopped, TimeLimit
from app.graph.coordinates import Structure
from app.graph.inspection import Aim
from app.graph.model import Request, Run
from app.graph.progress import Progress
from app.graph.surface import Plan
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


class BoundaryJob(msgspec.Struct, frozen=True):
    """The payload of the job "boundary"."""

    request: Request
    pass_index: int
    count: int
    limits: Limits


class SurfaceJob(msgspec.Struct, frozen=True):
    """The payload of the job "surface"."""

    request: Request
    plan: Plan
    limits: Limits


class QuestionJob(msgspec.Struct, frozen=True):
    """The payload of the jobs "paths", "proof" and "check": a pass, and of which node, or of which derivation."""

    request: Request
    pass_index: int
    limits: Limits
    about: str = ""


class InspectJob(msgspec.Struct, frozen=True):
    """The payload of the job "inspect"."""

    request: Request
    aim: Aim
    limits: Limits


def warm_up() -> None:
    """Import and touch everything that a job may need: a sealed worker opens no file."""
    prepare()
    warm_up_surface()
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


def boundary(payload: bytes, _: Caller) -> bytes:
    """BoundaryJob as MessagePack in, a Boundary as JSON out; the rest as `surface`."""
    job = msgspec.msgpack.decode(payload, type=BoundaryJob)
    try:
        found = verdicts(job.request, job.pass_index, job.count, job.limits)
        axes = (found.x, found.y)
        made = bounded(job.pass_index, axes, found.ahead, found.labels, found.points, found.known, found.said)
        return RUN + msgspec.json.encode(made)
    except TimeLimit as error:
        return STOPPED + msgspec.json.encode(error.problem)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def surface(payload: bytes, _: Caller) -> bytes:
    """SurfaceJob as MessagePack in; "R" and the Surface as JSON out, or "P" ("S": out of time) and the Problem."""
    job = msgspec.msgpack.decode(payload, type=SurfaceJob)
    try:
        found = survey(job.request, job.plan, job.limits)
        made = finished(job.plan, found.x, found.y, found.values, found.walks, found.here, found.notes)
        return RUN + msgspec.json.encode(made)
    except TimeLimit as error:
        return STOPPED + msgspec.json.encode(error.problem)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def paths(payload: bytes, _: Caller) -> bytes:
    """QuestionJob as MessagePack in, the Paths to its node as JSON out; the rest as `surface`."""
    return _answered(payload, lambda job: trace(job.request, job.pass_index, job.about, job.limits))


def proof(payload: bytes, _: Caller) -> bytes:
    """QuestionJob as MessagePack in, a Proof as JSON out; the rest as `surface`."""
    return _answered(payload, lambda job: prove(job.request, job.pass_index, job.limits))


def check(payload: bytes, _: Caller) -> bytes:
    """QuestionJob as MessagePack in, what is Checked of its derivation as JSON out; the rest as `surface`."""
    return _answered(payload, lambda job: examine(job.request, job.pass_index, job.about, job.limits))


def _answered(payload: bytes, make: Callable[[QuestionJob], msgspec.Struct]) -> bytes:
    try:
        return RUN + msgspec.json.encode(make(msgspec.msgpack.decode(payload, type=QuestionJob)))
    except TimeLimit as error:
        return STOPPED + msgspec.json.encode(error.problem)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def inspection(payload: bytes, _: Caller) -> bytes:
    """InspectJob as MessagePack in, an Inspection as JSON out; the rest as `surface`."""
    job = msgspec.msgpack.decode(payload, type=InspectJob)
    try:
        return RUN + msgspec.json.encode(inspect(job.request, job.aim, job.limits))
    except TimeLimit as error:
        return STOPPED + msgspec.json.encode(error.problem)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


JOBS: dict[str, Callable[[bytes, Caller], bytes]] = {
    "run": run,
    "layout": layout,
    "surface": surface,
    "boundary": boundary,
    "paths": paths,
    "proof": proof,
    "check": check,
    "inspect": inspection,
}
