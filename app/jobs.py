"""What a worker process does: bytes of a request in, bytes of an answer out. `pipeline` names it, never imports it."""

import sys
import warnings
from collections.abc import Callable

import msgspec
import torch

from app.engine.limits import Limits
from app.engine.run import run_program
from app.errors import GradwalkError
from app.graph.coordinates import Structure
from app.graph.model import Request
from app.layout import Engine, place
from app.layout import warm_up as warm_up_layout

RUN, PROBLEM = b"R", b"P"
_DEEPEST = 8_000
_WARM = (
    "x = torch.randn(3, 3)\nw = param([[0.1, 0.2, 0.3], [0.2, 0.1, 0.4], [1.0, 0.3, 0.2]])\nprint(w, x.tolist())\n"
    "h = torch.relu(x @ w).softmax(dim=1)\nloss = F.cross_entropy(h, torch.tensor([0, 1, 2]))\n"
    "loss = loss + torch.linalg.inv(w).sum()\nloss.backward()",
    "a = param(2.0)\na[5]",
    "big = torch.randn(64, 100, requires_grad=True)\ny = torch.sort(big)\ny.values.max(dim=0).values.sum()",
    "F.conv2d(torch.ones(1, 1, 4, 4, requires_grad=True), torch.ones(1, 1, 2, 2)).sum().backward()\nxx = tesnor(1)",
)


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
    torch.set_num_threads(1)
    sys.setrecursionlimit(_DEEPEST)
    warnings.simplefilter("ignore")
    for source in _WARM:
        msgspec.json.encode(run_program(Request(source), Limits()))
    warm_up_layout()


def perform(job: str, payload: bytes) -> bytes:
    """Do one job; raises KeyError for a job that does not exist."""
    return JOBS[job](payload)


def run(payload: bytes) -> bytes:
    """RunJob as MessagePack in; "R" and the Run as JSON out, or "P" and the Problem as JSON."""
    job = msgspec.msgpack.decode(payload, type=RunJob)
    try:
        return RUN + msgspec.json.encode(run_program(job.request, job.limits))
    except GradwalkError as error:
        return PROBLEM + msgspec.json.encode(error.problem)


def layout(payload: bytes) -> bytes:
    """LayoutJob as MessagePack in, Placement as MessagePack out."""
    job = msgspec.msgpack.decode(payload, type=LayoutJob)
    return msgspec.msgpack.encode(place(job.structure, node_limit=job.node_limit, engine=job.engine))


JOBS: dict[str, Callable[[bytes], bytes]] = {"run": run, "layout": layout}
