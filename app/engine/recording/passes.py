"""The backward passes of one run: which are recorded, what each showed, and what was written to the leaves after it."""

import gc
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from torch import Tensor
from torch.optim import Optimizer
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.deadline import stopped
from app.engine.limits import Limits
from app.engine.recording.backward import Task
from app.engine.recording.capture import Differentiated, differentiate
from app.engine.recording.drafting import Sheet
from app.engine.recording.grouping import Place
from app.engine.recording.optimizer_states import StepSeen
from app.engine.recording.overwritten import SIGN, overwritten
from app.engine.recording.recorder import Recorder
from app.engine.recording.sampling import Sampling
from app.engine.recording.series import Curves
from app.engine.recording.updates import Updates
from app.engine.recording.values import Keeper
from app.errors import LimitExceeded, ProgramError, Span, text
from app.graph.model import Pass

NOTHING = Task((), ())


class Passes:
    """What a run has differentiated so far. The recorder is on while `recording`; after the last recorded pass it stays
    in the way, quietly, until the next pass begins, to see what the program writes to its leaves."""

    def __init__(self, limits: Limits, first: int = 0, keep: Keeper | None = None) -> None:
        self.limits = limits
        self.first = first
        self.keep = keep or Keeper(limits.value_numbers, limits.recorded_numbers)
        self.recorder = Recorder(self.keep, node_limit=limits.recorded_nodes, tensor_limit=limits.tensor_numbers)
        self.updates = Updates(self.keep, self.recorder.renew)
        self.recorder.writes = self._writes
        self.places: list[Place] = []
        self.done: list[Pass] = []
        self.sheet: Sheet | None = None
        self.curves = Curves()
        self.recording = False
        self.kept_for_root = False
        self.until: int | None = None
        self.differentiating = False
        self._sampling = Sampling(first, limits.passes_recorded, limits.recorded_nodes)
        self._entered = False
        self._settled = 0

    def start(self) -> None:
        """Record from here on, unless a later pass was asked for."""
        if self._sampling.wants(0):
            self._record()

    def begin_late(self, leaves: Sequence[tuple[str, Tensor]]) -> None:
        """A pass that is to be recorded comes next: the leaves that it may use get the names that they have by now."""
        self.recorder.next_window()
        self.recorder.quiet = False
        self._record()
        for name, value in leaves:
            self.recorder.bind(name, value)
        self.recorder.window = len(self.recorder.records)

    def _record(self) -> None:
        """What is recorded is many small objects and no cycles: scanning them for garbage would take half the time."""
        self.recorder.__enter__()  # type: ignore[no-untyped-call]
        self._entered = self.recording = True
        gc.disable()

    def _fall_quiet(self) -> None:
        """Record no more, but see what is written until the next pass."""
        self.recorder.quiet = True
        self.recording = False
        gc.enable()

    def stop(self) -> None:
        """Leave torch as it was."""
        if self._entered:
            self.recorder.__exit__(None, None, None)  # type: ignore[no-untyped-call]
            gc.enable()
        self._entered = self.recording = False
        self.sheet = None  # its nodes hold the leaves, which hold the recorder, where no collector sees it

    def _writes(self) -> None:
        self.updates.expect(self.recorder.scope.span)

    def wrote(self, by: str | None, span: Span | None) -> None:
        """Something that the recorder does not see may have written to the leaves: an optimizer, `.data =`."""
        self.updates.look(by, span)

    def step(self, optimizer: Optimizer, work: Callable[[], Any], calls_back: bool) -> Any:
        """Let an optimizer work; what it writes is told with its name and, where its formula is known, its numbers.
        Its own arithmetic is not recorded, what its closure computes is."""
        name, span = type(optimizer).__name__, self.recorder.scope.span
        if not self._entered or calls_back:
            self.updates.author = name
            try:
                return work()
            finally:
                self.updates.expect(span)
                self.updates.author = None
        with _disable_current_modes():
            self.updates.expect(span)
            seen = StepSeen(optimizer, self.updates.leaves(), self.keep)
            result = work()
            self.updates.look(name, span, seen.anatomies())
        return result

    def differentiate(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        """Differentiate: one pass, recorded whole as long as the limit on recorded passes allows.

        Raises:
            LimitExceeded: there are too many passes.
            Stopped: the run was to end after the passes that there are.
            ProgramError: a backward pass is going on already.
        """
        self._check(span)
        self.updates.catch_up()
        self.differentiating = True
        try:
            if self._entered and self.recorder.quiet and not self.recorder.lenient:
                self._settle(None)
                self.stop()
            if not self._entered:
                return self._counted(task, span)
            with _disable_current_modes():
                return self._recorded(task, span)
        finally:
            self.differentiating = False

    def _check(self, span: Span | None) -> None:
        if self.differentiating:
            raise ProgramError(
                text("A backward pass can't start inside another one."),
                code="reentrant",
                hint=text("Leave backward() out of hooks and of the backward of a custom function."),
                span=span,
            )
        if len(self.done) >= self.limits.passes:
            raise LimitExceeded(
                text("The program runs more than %(limit)s backward passes.", limit=self.limits.passes),
                hint=text("Use fewer iterations."),
                span=span,
            )
        if self.until is not None and len(self.done) >= self.until:
            raise stopped(self.until, span)

    def _counted(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        """A pass that is not recorded."""
        if self.kept_for_root:
            return Task(task.roots, task.upstream, task.inputs, {**task.options, "retain_graph": True}).run()
        self._note_loss(task)
        results = task.run()
        self.done.append(Pass(len(self.done), None, (), span, None, ()))
        return results

    def _too_large(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        """The recorder fell quiet on the way to this pass; it takes up the next one."""
        self._settle(None)
        results = self._counted(task, span)
        self.recorder.quiet = False
        self.recorder.next_window()
        return results

    def _recorded(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        if self.kept_for_root:
            return self._counted(task, span)
        if self.recorder.quiet:
            return self._too_large(task, span)
        self._note_loss(task)
        group = self._place_of_backward(span) if task.creates_graph else None
        made = self._differentiated(task, span)
        self.recorder.scope.group = group
        self._add(made)
        return made.results

    def _differentiated(self, task: Task, span: Span | None) -> Differentiated:
        try:
            return differentiate(self.recorder, task, index=len(self.done), places=self.places, span=span)
        except RuntimeError as error:
            told = overwritten(self.recorder.records) if SIGN in str(error) else None
            if told is None:
                raise
            told.raised = error
            raise told from None

    def _place_of_backward(self, span: Span | None) -> int | None:
        """What `create_graph=True` makes of this backward pass is a group of the passes that differentiate it."""
        before = self.recorder.scope.group
        self.places.append(Place("backward", f"backward {len(self.done) + 1}", None, span))
        self.recorder.scope.group = len(self.places) - 1
        return before

    def _note_loss(self, task: Task) -> None:
        root = task.roots[0] if task.roots else None
        if not self.first and root is not None and root.numel() == 1:
            self.curves.note("loss", "loss", len(self.done), root.item())

    def _add(self, made: Differentiated) -> None:
        self._settle(made.sheet)
        self.sheet = made.sheet
        self.done.append(made.pass_)
        self._settled = len(self.done) - 1
        self.updates.watch(made.sheet)
        nodes = len(made.pass_.graph.nodes) if made.pass_.graph is not None else 0
        for index in self._sampling.took(self._settled, nodes):
            self.done[index] = replace(self.done[index], graph=None, steps=())
        self.recorder.lenient = self._sampling.wants(len(self.done))
        if not self.recorder.lenient:
            self._fall_quiet()

    def begins_late(self) -> bool:
        """Whether nothing is recorded now, and the next pass is to be."""
        return not self._entered and not self.kept_for_root and self._sampling.wants(len(self.done))

    def _settle(self, following: Sheet | None) -> None:
        """The pass before gets the steps of its update."""
        if not self.done:
            return
        before = self.done[self._settled]
        steps = self.updates.collect(len(before.steps), following)
        if steps and before.graph is not None:
            self.done[self._settled] = replace(before, steps=(*before.steps, *steps))

    def finish(self) -> None:
        """The program has ended: what it wrote last belongs to its last pass."""
        self.stop()
        self._settle(None)

    def finish_without_backward(self) -> None:
        """The graph of what ran since the last pass, for a program that failed or differentiates nothing."""
        self.finish()
        made = differentiate(self.recorder, NOTHING, index=len(self.done), places=self.places).pass_
        if made.graph is not None and (made.graph.nodes or not self.done):
            self.done.append(made)

    def forget_gradients(self) -> None:
        """Before another root than the program's own is differentiated: no leaf holds anything yet."""
        self.kept_for_root = False
        for record in self.recorder.records:
            tensor = record.refs[0]() if record.parameter else None
            if tensor is not None:
                tensor.grad = None
