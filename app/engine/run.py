"""A request in, a `Run` out: the program is read, run under the recorder, differentiated, and told as plain data."""

import ast
import sys
import warnings
from typing import Any

import torch
from torch import Tensor

from app.engine.basics.builtins import own_functions, tensor_members
from app.engine.failing.failures import failure
from app.engine.limits import Limits
from app.engine.names.lookup import Names, seed_for
from app.engine.noticing.findings import found
from app.engine.numpy.numpy_settings import settings_of_a_run
from app.engine.optim.optimizers import stepping_through
from app.engine.program.frames import Frame
from app.engine.python.surroundings import SURROUNDINGS
from app.engine.recording.backward import Task
from app.engine.recording.records import is_leaf
from app.engine.reporting import Watch
from app.engine.runtime import Runtime
from app.engine.syntax.statements import Statements
from app.engine.torch.mixed_precision import precision_put_back
from app.engine.torch.torch_state import put_back
from app.errors import GradwalkError, Problem, ProgramError, RequestError, text
from app.graph.model import SCHEMA_VERSION, Choice, Request, Run
from app.graph.naming import names_there
from app.lang.choices import MOST_CHARACTERS, picked
from app.lang.program import Program, read

_RECURSION = 5_000
"""Calls of ours within calls: room for 300 calls of the program's, and far from the end of the machine's own stack."""


def run_program(
    request: Request, limits: Limits | None = None, runtime: Runtime | None = None, watch: Watch | None = None
) -> Run:
    """Run a program, in a `runtime` of its own kind if one is given. Whatever the program does wrong is in the run's
    `error`, with the graph up to there. `watch` is told now and then how the run goes, and may stop it.

    Raises:
        RequestError: what surrounds the program is wrong: its inputs, or the root that it names.
    """
    limits = limits or Limits()
    runtime = runtime or Runtime(limits, max(request.record, 0))
    runtime.passes.until = request.until
    if watch is not None:
        runtime.report(watch)
    names = Names(own_functions(runtime), tensor_members(runtime))
    try:
        program = read(
            request.source, request.inputs, names.library.keys(),
            source_bytes=limits.source_bytes, syntax_nodes=limits.syntax_nodes,
        )  # fmt: skip
    except RequestError:
        raise
    except GradwalkError as error:
        return _told(request, None, runtime, error.problem)
    runtime.picked = dict(zip(map(_place, program.choices), picked(program.choices, request.choices), strict=True))
    torch.manual_seed(_seed(request))
    SURROUNDINGS.begin(request.seed)
    torch.set_grad_enabled(True)
    with warnings.catch_warnings(), put_back(), precision_put_back(), settings_of_a_run():
        warnings.simplefilter("ignore")  # what torch would warn of on a console is a note of the run
        problem = _execute(program, request, runtime, names)
    return _told(request, program, runtime, problem)


def _seed(request: Request) -> int:
    if not 0 <= request.seed < 2**63:
        raise RequestError(text("The seed must be a whole number from 0 to 2**63 - 1."), code="seed")
    return request.seed


def _execute(program: Program, request: Request, runtime: Runtime, names: Names) -> Problem | None:
    frame = Frame()
    before = sys.getrecursionlimit()
    # the program's own backward() must leave the graph for the root
    runtime.passes.kept_for_root = request.root is not None
    runtime.start(frame)
    try:
        sys.setrecursionlimit(max(before, _RECURSION))
        _perform(program, request, runtime, names, frame)
    except RequestError:
        raise
    except GradwalkError as error:
        return _with_the_graph_so_far(error.problem, runtime)
    except RecursionError as error:
        return failure(error, program.source.line_span(1)).problem
    except MemoryError as error:
        return failure(error, program.source.line_span(1)).problem
    except Exception as error:
        return _unforeseen(error, program)
    finally:
        runtime.end()
        sys.setrecursionlimit(before)
    return None


def _perform(program: Program, request: Request, runtime: Runtime, names: Names, frame: Frame) -> None:
    """Run the statements and differentiate. After what ends it no `finally` of an abandoned generator runs either."""
    try:
        run = Statements(program.source, runtime, names).block(program.tree.body)
        with stepping_through(runtime.step):
            run(frame)
        runtime.deadline.find()
        _differentiate(program, request, runtime, frame)
        runtime.passes.finish()
    except BaseException:
        runtime.over = True
        raise


def _with_the_graph_so_far(problem: Problem, runtime: Runtime) -> Problem:
    try:
        runtime.passes.finish_without_backward()
    except (MemoryError, GradwalkError):
        runtime.passes.done.clear()
    return problem


def _unforeseen(error: Exception, program: Program) -> Problem:
    """A mistake of ours must not look like one of the program's, nor quote it."""
    says = text("Gradwalk itself failed at this program (%(kind)s).", kind=type(error).__name__)
    hint = text("Please report the program; the mistake is not yours.")
    return ProgramError(says, code="internal", hint=hint, span=program.source.line_span(1)).problem


def _differentiate(program: Program, request: Request, runtime: Runtime, frame: dict[str, Any]) -> None:
    """What the request asks for, or what the program means when it does not call backward() itself."""
    if request.root is not None:
        root = frame.get(request.root)
        if not isinstance(root, Tensor):
            known = [name for name, value in frame.items() if isinstance(value, Tensor) and value.requires_grad]
            raise RequestError(
                text("The program has no tensor named %(name)s to differentiate.", name=request.root[:40]),
                code="root",
                hint=names_there(request.root, known),
            )
        runtime.depth = 0
        runtime.passes.forget_gradients()
        _again(program, runtime, root, request.upstream)
    elif not runtime.passes.done and runtime.result is not None:
        _again(program, runtime, runtime.result, request.upstream)
    elif not runtime.passes.done:
        _nothing_to_differentiate(runtime, frame)
        runtime.passes.finish_without_backward()


def _again(program: Program, runtime: Runtime, root: Tensor, upstream: Any) -> None:
    try:
        runtime.differentiate(Task([root], [seed_for(root.detach(), upstream)]), None)
    except Exception as error:
        raise failure(error, program.source.line_span(len(program.source.lines))) from None


def _nothing_to_differentiate(runtime: Runtime, frame: dict[str, Any]) -> None:
    tensors = [(name, value) for name, value in frame.items() if isinstance(value, Tensor) and value.requires_grad]
    results = [pair for pair in tensors if not is_leaf(pair[1])]
    if results:
        runtime.notices.nothing_to_differentiate(*results[-1])


def _told(request: Request, program: Program | None, runtime: Runtime, problem: Problem | None) -> Run:
    notices = runtime.notices
    runtime.passes.curves.ended(runtime.frame)
    series = runtime.passes.curves.told()
    return Run(
        version=SCHEMA_VERSION,
        source=program.source.text if program else request.source.encode(errors="replace").decode(),
        seed=request.seed,
        added=program.added if program else (),
        passes=tuple(runtime.passes.done),
        series=series,
        notes=(*notices.notes, *notices.plain.notes(), *found(runtime.passes.done, series, notices.told())),
        printed="".join(runtime.printed),
        error=problem,
        choices=_choices(program, runtime) if program else (),
    )


def _place(call: ast.Call) -> tuple[int, int]:
    return call.lineno, call.col_offset


def _choices(program: Program, runtime: Runtime) -> tuple[Choice, ...]:
    source = program.source
    return tuple(
        Choice(
            tuple(source.cut(source.span_of(option))[:MOST_CHARACTERS] for option in call.args),
            runtime.picked.get(_place(call), 0),
            source.span_of(call),
        )
        for call in program.choices
    )
