"""The state of one run: what was recorded, differentiated, printed and noticed, and what may still be used up."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from app.engine.deadline import Deadline
from app.engine.guard import MOST_DIMENSIONS, check_size
from app.engine.limits import Limits
from app.engine.loops import Loops
from app.engine.noticing.notices import Notices
from app.engine.program.frames import Frame
from app.engine.recording.backward import Task
from app.engine.recording.module_scopes import ModuleScopes
from app.engine.recording.naming import names_in
from app.engine.recording.open_places import OpenPlaces
from app.engine.recording.passes import Passes
from app.engine.recording.values import Keeper
from app.engine.reporting import Reporter, Watch
from app.engine.torch.held import Held
from app.errors import LimitExceeded, ProgramError, Span, text


class Runtime:
    """One run of one program."""

    def __init__(self, limits: Limits, first: int = 0, keep: Keeper | None = None) -> None:
        self.limits = limits
        self.passes = Passes(limits, first, keep)
        self.recorder = self.passes.recorder
        self.scope = self.recorder.scope
        self.notices = Notices()
        self.held = Held()
        self.printed: list[str] = []
        self.depth = 0
        self.handled: ProgramError | None = None
        """The error whose handler runs: what a bare `raise` in a function that it calls raises again."""
        self.over = False
        self.serial = count(1).__next__
        self.deadline = Deadline(limits.seconds)
        self.loops = Loops()
        self.places = OpenPlaces(self.scope, self.passes.places, limits.recorded_nodes)
        self.frame = Frame()
        self.result: Tensor | None = None
        self.picked: dict[tuple[int, int], int] = {}
        self.modules = ModuleScopes(
            lambda label: self.places.enter("module", lambda: label, self.scope.span),
            self.places.leave,
            self.scope,
            lambda: self.frame.items(),
        )
        self._printed_bytes = 0

    def report(self, watch: Watch) -> None:
        """Tell `watch` now and then how the run goes."""
        self.deadline.follow(Reporter(watch, self.passes, self.loops, self.printed).beat)

    def start(self, frame: Frame) -> None:
        """Run from here on: recorded at once, or from the pass on that was asked for."""
        self.frame = frame
        self.passes.start()
        self._group()

    def _group(self) -> None:
        """Places are kept as long as passes are recorded."""
        self.places.record(self.passes.recording)
        if self.passes.recording:
            self.modules.install()
        else:
            self.modules.remove()

    def end(self) -> None:
        """Leave torch as it was; what is still open is not to touch it later."""
        self.over, self.handled = True, None
        self.passes.stop()
        self._group()
        self.held.close()
        torch.set_grad_enabled(True)

    def at(self, span: Span, label: str) -> None:
        """The interpreter is about to call something that may reach torch."""
        scope = self.scope
        scope.span = span
        scope.label = label
        scope.call += 1

    def sized(self, value: Any) -> Any:
        """A result of torch, when it is within the limit."""
        if isinstance(value, Tensor):
            if value.numel() > self.limits.tensor_numbers or value.dim() > MOST_DIMENSIONS:
                check_size(value, self.limits.tensor_numbers, self.scope.span)
        elif isinstance(value, (tuple, list)):
            for item in value:
                if isinstance(item, Tensor):
                    check_size(item, self.limits.tensor_numbers, self.scope.span)
        return value

    def bind(self, name: str, value: Any) -> None:
        """The program gave a value a name."""
        if isinstance(value, Tensor):
            if self.passes.recording:
                self.notices.named(name, value, self.scope.span)
                self.recorder.bind(name, value)
            self.notice_result(value)

    def pass_in(self, name: str, tensor: Tensor) -> None:
        """A tensor goes into a function: the parameter names it only if nothing else does."""
        if self.passes.recording and not self.recorder.names_of(tensor):
            self.recorder.bind(name, tensor)

    def notice_result(self, value: Any) -> None:
        """The last number that requires grad is what a program without backward() differentiates."""
        if isinstance(value, Tensor) and value.requires_grad and value.numel() == 1:
            self.result = value

    def rewritten(self, owner: Any, name: str, span: Span) -> None:
        """The program has set an attribute; that of a tensor's `.data` is a write that no operation shows."""
        if name == "data" and isinstance(owner, Tensor):
            self.recorder.outdate(owner)
            self.passes.wrote(None, span)

    def applied(self, again: Callable[..., Any], given: Sequence[Any], results: Sequence[Tensor]) -> None:
        """A custom function has given `results`, with no operation that torch's dispatcher shows; `again` calls it
        again. Who does calculations again keeps that."""

    def differentiate(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        """Differentiate: one pass. Raises what torch raises, and as `Passes.differentiate`."""
        passes = self.passes
        if passes.recording:
            self._name_parameters()
        if self.notices.cut is not None and not any(root.requires_grad for root in task.roots):
            raise self._cut(*self.notices.cut, span)
        results = passes.differentiate(task, span)
        self.notices.differentiated = True
        if passes.done and not passes.first:
            given = dict(zip(map(id, task.inputs or ()), results, strict=False))
            passes.curves.passed(len(passes.done) - 1, self.frame, self.parameters, given)
        self.deadline.glance()
        if self.places.grouping and not passes.recording:
            self._group()
        if passes.begins_late():
            passes.begin_late(
                [
                    (name, item)
                    for variables in (self.frame, *self.places.variables())
                    for name, item in variables.items()
                    if isinstance(item, Tensor) and item.is_leaf
                ]
            )
            self._group()
        return results

    def parameters(self) -> list[tuple[str, Tensor]]:
        """Every parameter that a variable leads to now, of the program or of a function that runs, by its name."""
        return names_in((self.frame, *self.places.variables()))

    def _name_parameters(self) -> None:
        """The parameters of modules and objects have no variable of their own: they go by their path."""
        for name, parameter in self.parameters():
            if not self.recorder.names_of(parameter):
                self.recorder.bind(name, parameter)

    def _cut(self, name: str, where: Span, span: Span | None) -> ProgramError:
        """The answer to a backward() whose graph was cut by plain numbers, as torch answers it."""
        return ProgramError(
            text(
                "Nothing here requires a gradient: %(name)s() in line %(line)s cuts the graph.",
                name=name,
                line=where.line,
            ),
            code="nothing-requires-grad",
            hint=text(
                "Compute the loss from the tensors themselves, and use %(name)s() only to look at numbers.", name=name
            ),
            span=span,
            raised=RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn"),
        )

    def step(self, optimizer: Optimizer, work: Callable[[], Any], calls_back: bool) -> Any:
        """An optimizer of the program updates its parameters."""
        index = len(self.passes.done) - 1
        rates = [group["lr"] for group in optimizer.param_groups]
        result = self.passes.step(optimizer, work, calls_back)
        if 0 <= index < self.limits.passes_recorded:
            self._wants(optimizer)
        if index >= 0:
            for place, rate in enumerate(rates):
                name = "learning rate" if len(rates) == 1 else f"learning rate {place + 1}"
                self.passes.curves.note("learning-rate", name, index, float(rate))
        return result

    def _wants(self, optimizer: Optimizer) -> None:
        """An optimizer looks for the gradients of its parameters."""
        names = {id(tensor): name for name, tensor in self.parameters()}
        for group in optimizer.param_groups:
            for tensor in group["params"]:
                if id(tensor) in names:
                    self.notices.plain.wanted(names[id(tensor)], tensor)

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
