"""A request and one of its passes in; what a look at that pass finds, while torch's graph of it is still there, out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.limits import Limits
from app.engine.program.frames import Frame
from app.engine.recording.backward import Task
from app.engine.recording.drafting import Sheet
from app.engine.recording.values import Keeper
from app.engine.run import run_program
from app.engine.runtime import Runtime
from app.errors import GradwalkError, LimitExceeded, Problem, ProgramError, RequestError, Span, TimeLimit, text
from app.graph.model import Graph, Pass, Request, Run
from app.graph.naming import passes_there

Found = TypeVar("Found")
_REACHED = "surveyed"
"""The code by which a run that went as far as its pass is told from one that failed before."""


@dataclass(frozen=True)
class Seen:
    """A pass right after it was recorded: its graph, the sheet of that, and what torch was asked to differentiate."""

    pass_: Pass
    graph: Graph
    sheet: Sheet
    task: Task


class OnePass(Runtime, Generic[Found]):
    """A run that goes as far as pass `index` and ends there; kinds of it say what they look at, and may tape what
    happens between the passes."""

    def __init__(self, limits: Limits, first: int, index: int, keep: Keeper | None = None) -> None:
        super().__init__(limits, first, keep)
        self.index = index
        self.found: Found | None = None
        self.trouble: GradwalkError | None = None

    def start(self, frame: Frame) -> None:
        """Run from here on."""
        super().start(frame)
        self.listen(None)

    def end(self) -> None:
        """Leave torch as it was."""
        self.hush()
        super().end()

    def listen(self, before: Task | None) -> None:
        """What happens from here on comes before the next pass; `before` is the one that is over."""

    def hush(self) -> None:
        """A pass begins, or the run is over."""

    def differentiate(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        """One pass; the one that was asked for ends the run."""
        self.hush()
        if self.passes.kept_for_root or len(self.passes.done) != self.index:
            results = super().differentiate(task, span)
            self.listen(task)
            return results
        self.reach(task, span)
        raise LimitExceeded(text("This is as far as the run goes."), code=_REACHED)

    def reach(self, task: Task, span: Span | None) -> None:
        """The pass that was asked for comes next: differentiate it or not, and look."""
        raise NotImplementedError

    def retained(self, task: Task, span: Span | None) -> Task:
        """Differentiate, but leave torch's graph as it was; returns what torch was asked."""
        kept = Task(task.roots, task.upstream, task.inputs, {**task.options, "retain_graph": True})
        super().differentiate(kept, span)
        return kept

    def keep_found(self, look: Callable[[], Found]) -> None:
        """Keep what a look finds."""
        try:
            with _disable_current_modes():
                self.found = look()
        except GradwalkError as error:  # what is wrong with the question is no mistake in a line of the program
            self.trouble = error


class RecordedPass(OnePass[Found]):
    """A run that shows its pass to `look` once that is recorded."""

    def __init__(
        self, limits: Limits, first: int, index: int, look: Callable[[Seen], Found], keep: Keeper | None = None
    ) -> None:
        super().__init__(limits, first, index, keep)
        self.look = look

    def reach(self, task: Task, span: Span | None) -> None:
        """Differentiate it and look; a pass that is not recorded has nothing to show."""
        kept = self.retained(task, span)
        pass_, sheet = self.passes.done[-1], self.passes.sheet
        graph = pass_.graph
        if graph is not None and sheet is not None:
            self.keep_found(lambda: self.look(Seen(pass_, graph, sheet, kept)))


def found_by(runtime: OnePass[Found], request: Request) -> Found:
    """What a run finds at its pass.

    Raises:
        GradwalkError: what is wrong with the question; what the program did wrong before that pass.
        RequestError: there is no such pass, or it is not recorded.
        TimeLimit: it takes too long.
    """
    run = run_as_far(runtime, request)
    if runtime.found is None:
        raise missing(runtime.index, run)
    return runtime.found


def run_as_far(runtime: OnePass[Found], request: Request) -> Run:
    """Run a program as far as its pass.

    Raises:
        GradwalkError: what is wrong with the question.
    """
    run = run_program(request, runtime.limits, runtime)
    if runtime.trouble is not None:
        raise runtime.trouble
    return run


def missing(index: int, run: Run) -> GradwalkError:
    """Why a run did not find its pass."""
    no_pass = text("The program has no pass %(number)s.", number=index + 1)
    return failure(run) or RequestError(no_pass, code="pass", hint=passes_there(len(run.passes)))


def failure(run: Run) -> ProgramError | None:
    """What the program did wrong; None where the run ended by itself, or at its pass."""
    return None if run.error is None or run.error.code == _REACHED else error_of(run.error)


def error_of(problem: Problem) -> ProgramError:
    """What stopped a run, as an error of the question about it: out of time stays so, as it may go better next time."""
    kind = TimeLimit if problem.code == TimeLimit.default_code else ProgramError
    return kind(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
