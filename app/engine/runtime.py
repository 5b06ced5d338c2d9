"""The state of one run: what was recorded, differentiated, printed and noticed, and what may still be used up."""

import gc
from collections.abc import Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.assembly import Place
from app.engine.capture import differentiate
from app.engine.frames import Frame
from app.engine.guard import SizeGuard
from app.engine.limits import Limits
from app.engine.notices import Notices
from app.engine.recorder import Recorder
from app.engine.values import Keeper, finite
from app.errors import LimitExceeded, Span, text
from app.graph.model import Number, Pass

_LABEL = 40


class Runtime:
    """One run of one program."""

    def __init__(self, limits: Limits, first: int = 0) -> None:
        self.limits = limits
        self.first = first
        keep = Keeper(limits.value_numbers, limits.recorded_numbers)
        self.recorder = Recorder(keep, node_limit=limits.recorded_nodes, tensor_limit=limits.tensor_numbers)
        self.scope = self.recorder.scope
        self.guard = SizeGuard(limits.tensor_numbers, self.scope)
        self.places: list[Place] = []
        self.passes: list[Pass] = []
        self.losses: list[Number] = []
        self.notices = Notices()
        self.printed: list[str] = []
        self.kept_for_root = False
        self.depth = 0
        self.recording = False
        self.grouping = False
        self.mode: Recorder | SizeGuard | None = None
        self.frame = Frame()
        self.result: Tensor | None = None
        self._printed_bytes = 0
        self._recorded_nodes = 0

    def start(self, frame: Frame) -> None:
        """Run from here on: recorded at once, or from the pass on that was asked for."""
        self.frame = frame
        self._switch(recording=self.first == 0)

    def stop(self) -> None:
        """Record no more; sizes stay guarded until `end`."""
        if self.recording:
            self._switch(recording=False)

    def end(self) -> None:
        """Leave torch as it was."""
        self._leave_mode()
        torch.set_grad_enabled(True)

    def _switch(self, *, recording: bool) -> None:
        """What is recorded is many small objects and no cycles: scanning them for garbage would take half the time."""
        self._leave_mode()
        self.mode = self.recorder if recording else self.guard
        self.mode.__enter__()  # type: ignore[no-untyped-call]
        self.recording = self.grouping = recording
        if recording:
            gc.disable()

    def _leave_mode(self) -> None:
        if self.mode is not None:
            self.mode.__exit__(None, None, None)  # type: ignore[no-untyped-call]
            self.mode = None
        self.recording = self.grouping = False
        gc.enable()

    def _begin_late(self) -> None:
        """The pass that was asked for comes next: the leaves that it may use get the names that they have by now."""
        self.recorder.next_window()
        self._switch(recording=True)
        for name, value in self.frame.items():
            if isinstance(value, Tensor) and value.is_leaf:
                self.recorder.bind(name, value)
        self.recorder.window = len(self.recorder.records)

    def at(self, span: Span, label: str) -> None:
        """The interpreter is about to call something that may reach torch."""
        scope = self.scope
        scope.span = span
        scope.label = label
        scope.call += 1

    def bind(self, name: str, value: Any) -> None:
        """The program gave a value a name."""
        if isinstance(value, Tensor):
            if self.recording:
                self.notices.bound(name, self.recorder.bind(name, value), self.scope.span)
            self.notice_result(value)

    def pass_in(self, name: str, tensor: Tensor) -> None:
        """A tensor goes into a function: the parameter names it only if nothing else does."""
        if self.recording and not self.recorder.names_of(tensor):
            self.recorder.bind(name, tensor)

    def notice_result(self, value: Any) -> None:
        """The last number that requires grad is what a program without backward() differentiates."""
        if isinstance(value, Tensor) and value.requires_grad and value.numel() == 1:
            self.result = value

    def enter(self, kind: Literal["function", "module", "iteration"], label: str, span: Span) -> int | None:
        """Open a place, such as one loop iteration, for the nodes made from here on; returns the one before."""
        before = self.scope.group
        if self.grouping:
            self.places.append(Place(kind, label[:_LABEL], before, span))
            self.scope.group = len(self.places) - 1
            self.grouping = len(self.places) < self.limits.recorded_nodes
        return before

    def leave(self, before: int | None) -> None:
        """Close the place that `enter` opened."""
        self.scope.group = before

    def backward(self, roots: Sequence[Tensor], seeds: Sequence[Tensor], span: Span | None, **options: Any) -> None:
        """Differentiate: one pass, recorded whole as long as the limit on recorded passes allows."""
        if self.kept_for_root:
            self.notices.differentiated = True
            with _disable_current_modes():
                torch.autograd.backward(roots, seeds, **{**options, "retain_graph": True})
            return
        index = len(self.passes)
        if index >= self.limits.passes:
            raise LimitExceeded(
                text("The program runs more than %(limit)s backward passes.", limit=self.limits.passes),
                hint=text("Use fewer iterations."),
                span=span,
            )
        with _disable_current_modes():
            loss = finite(roots[0].item()) if roots and roots[0].numel() == 1 else "nan"
            if self.recording:
                self.passes.append(self._recorded(index, roots, seeds, span, options))
            else:
                torch.autograd.backward(roots, seeds, **options)
                self.passes.append(Pass(index, None, (), span, None, ()))
        self.losses.append(loss)
        self.notices.differentiated = True
        graph = self.passes[-1].graph
        self._recorded_nodes += len(graph.nodes) if graph is not None else 0
        most = self.first + 1 if self.first else self.limits.passes_recorded
        if len(self.passes) >= most or self._recorded_nodes >= self.limits.recorded_nodes:
            self.stop()
        elif len(self.passes) == self.first:
            self._begin_late()

    def _recorded(
        self, index: int, roots: Sequence[Tensor], seeds: Sequence[Tensor], span: Span | None, options: dict[str, Any]
    ) -> Pass:
        recorder = self.recorder
        pass_, _, _ = differentiate(recorder, roots, seeds, index=index, places=self.places, span=span, **options)
        return pass_

    def forget_gradients(self) -> None:
        """Before another root than the program's own is differentiated: no leaf holds anything yet."""
        self.kept_for_root = False
        self.depth = 0
        for record in self.recorder.records:
            tensor = record.refs[0]() if record.parameter else None
            if tensor is not None:
                tensor.grad = None

    def finish_without_backward(self) -> None:
        """The graph of what ran since the last pass, for a program that failed or differentiates nothing."""
        self.stop()
        with _disable_current_modes():
            index = len(self.passes)
            pass_, _, _ = differentiate(self.recorder, [], [], index=index, places=self.places)
        if pass_.graph is not None and (pass_.graph.nodes or not self.passes):
            self.passes.append(pass_)

    def print(self, words: str) -> None:
        """Keep printed text, up to the limit."""
        encoded = words.encode(errors="replace")
        words = encoded.decode()
        self._printed_bytes += len(encoded)
        if self._printed_bytes > self.limits.printed_bytes:
            raise LimitExceeded(
                text("The program prints more than %(limit)s bytes.", limit=self.limits.printed_bytes),
                hint=text("Print less often, for instance every 100 steps."),
                span=self.scope.span,
            )
        self.printed.append(words)
