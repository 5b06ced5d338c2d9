"""A run that has not come to its end: the request for what there is of it, and what is left of one that was killed."""

import msgspec

from app.errors import Problem, Stopped, TimeLimit
from app.graph.model import SCHEMA_VERSION, Pass, Request, Run, Series
from app.graph.progress import Progress


def is_stopped(run: Run, request: Request) -> bool:
    """Whether somebody has stopped it; not where its end was part of the request."""
    return request.until is None and run.error is not None and run.error.code == Stopped.default_code


def part(request: Request, run: Run) -> Request:
    """The request that names what there is of a run: the same one, or that for its first passes alone."""
    late = run.error is not None and run.error.code == TimeLimit.default_code
    if not late and not is_stopped(run, request):
        return request
    return msgspec.structs.replace(request, until=sum(not _is_begun(pass_) for pass_ in run.passes))


def remains(request: Request, report: bytes | None, problem: Problem) -> Run:
    """What a run has told before it was killed, without graphs."""
    told = _read(report)
    passes = tuple(Pass(index, None, (), None, None, ()) for index in range(told.passes))
    series = (Series("loss", "loss", told.places, told.losses),) if told.places else ()
    return Run(SCHEMA_VERSION, request.source, request.seed, (), passes, series, (), told.printed, problem)


def _read(report: bytes | None) -> Progress:
    try:
        return msgspec.msgpack.decode(report or b"", type=Progress)
    except msgspec.MsgspecError:
        return Progress(0.0, 0)


def _is_begun(pass_: Pass) -> bool:
    """The end of a program that failed: computed, but not differentiated."""
    return pass_.graph is not None and pass_.root is None
