"""What a worker process does: bytes of a request in, bytes of an answer out. `pipeline` names it, never imports it."""

from collections.abc import Callable

import msgspec

from app.engine.limits import Limits
from app.engine.readiness import prepare
from app.engine.run import run_program
from app.errors import GradwalkError, TimeLimit
from app.graph.coordinates import Structure
from app.graph.model import Request
from app.layout import Engine, place
from app.layout import warm_up as warm_up_layout

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


def warm_up() -> None:
    """Import and touch everything that a job may need: a sealed worker opens no file."""
    prepare()
    warm_up_layout()


def perform(job: str, payload: bytes) -> bytes:
    """Do one job; raises KeyError for a job that does not exist."""
    return JOBS[job](payload)


def run(payload: bytes) -> bytes:
    """RunJob as MessagePack in; "R" and the Run as JSON out ("S": it ran out of time, and may get further another time),
    or "P" and the Problem as JSON."""
    job = msgspec.msgpack.decode(payload, type=RunJob)
    try:
        made = run_program(job.request, job.limits)
        stopped = made.error is not None and made.error.code == TimeLimit.default_code
        return (STOPPED if stopped else RUN) + msgspec.json.encode(made)
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def layout(payload: bytes) -> bytes:
    """LayoutJob as MessagePack in, Placement as MessagePack out."""
    job = msgspec.msgpack.decode(payload, type=LayoutJob)
    return msgspec.msgpack.encode(place(job.structure, node_limit=job.node_limit, engine=job.engine))


JOBS: dict[str, Callable[[bytes], bytes]] = {"run": run, "layout": layout}
