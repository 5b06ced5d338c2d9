"""What runs in a worker process: warm up, seal, say READY, then one request at a time until the other side hangs up.

In: REQUEST frames, a job's name, a zero byte and its payload. Out: one ANSWER or FAILURE frame each, REPORTs before it.
"""

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import NoReturn

import msgspec

from app.pool import frames
from app.pool.caller import Caller
from app.pool.footprint import Footprint
from app.pool.frames import Kind
from app.pool.seal import die_first, die_with, seal
from app.pool.spec import Introduction, WorkerSpec

MEGABYTE = 1024 * 1024
# A worker that keeps more than this share of its memory after a request makes way for a fresh one, so that the
# memory a program finds does not depend on the programs before it.
KEPT_SHARE = 0.25
MOST_DESCRIPTORS = 65536

Perform = Callable[[str, bytes, Caller], bytes]


def serve(spec: WorkerSpec, module: ModuleType, source: int, sink: int) -> None:
    """Serves requests from descriptor `source`, answers to `sink`; returns when there will be no more of them."""
    module.warm_up()
    gc.collect()
    # What is there now stays: left out of later collections, which run after every answer and so take no time.
    gc.freeze()
    die_first()
    _keep_open(source, sink)
    footprint = Footprint()
    start = footprint.size()
    highest = max(source, sink, footprint.descriptor)
    state = seal(address_space=start + spec.memory_megabytes * MEGABYTE, descriptors=highest + 1)
    frames.write(sink, Kind.READY, msgspec.json.encode(Introduction(os.getpid(), state)))
    allowed = start + int(spec.memory_megabytes * MEGABYTE * KEPT_SHARE)
    while (request := frames.read(source)) is not None:
        if request.kind is Kind.PING:
            frames.write(sink, Kind.ANSWER, b"")
            continue
        if request.kind is Kind.STOP:  # it has crossed the answer of its call
            continue
        kind, body = answer(module.perform, request.body, Caller(source, sink))
        del request
        gc.collect()
        if footprint.size() > allowed:
            kind = Kind.LAST_ANSWER if kind is Kind.ANSWER else Kind.LAST_FAILURE
        frames.write(sink, kind, body)
        if kind in (Kind.LAST_ANSWER, Kind.LAST_FAILURE):
            return


def answer(perform: Perform, request: bytes, caller: Caller) -> tuple[Kind, bytes]:
    """Does one job. What it raises is told by class and place in the code, not by message: that may quote someone."""
    job, _, payload = request.partition(b"\0")
    try:
        body = perform(job.decode(), payload, caller)
        if len(body) > frames.LONGEST:
            raise frames.FrameError("the answer is too long for a frame")
        return Kind.ANSWER, body
    except MemoryError as error:
        return Kind.LAST_FAILURE, _describe(error)
    except BaseException as error:
        return Kind.FAILURE, _describe(error)


def end_process(work: Callable[[], None]) -> NoReturn:
    """Does `work`, then leaves at once: handlers that an imported library left for the end do not run in a worker."""
    try:
        work()
    except BaseException:
        # Silent once the worker serves: its standard error is then closed to what programs do.
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _keep_open(*kept: int) -> None:
    """Closes every descriptor but `kept`; standard input and output become the null device."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    low = 3
    for descriptor in sorted(set(kept)):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, MOST_DESCRIPTORS)


def _describe(error: BaseException) -> bytes:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}".encode(errors="replace")


def main() -> None:
    """One worker as a program of its own, where forking is no choice: requests on standard input, answers on output."""
    spec = msgspec.json.decode(sys.argv[1], type=WorkerSpec)
    die_with(int(sys.argv[2]))
    source, sink = os.dup(0), os.dup(1)
    end_process(lambda: serve(spec, importlib.import_module(spec.module), source, sink))


if __name__ == "__main__":
    main()
