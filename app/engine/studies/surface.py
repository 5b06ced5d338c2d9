"""A program and a plan in, the loss of one pass on a grid of two of its parameters' entries out."""

import re
from collections.abc import Sequence
from time import monotonic

import msgspec
from msgspec.structs import replace
from torch import Tensor

from app.engine.limits import Limits
from app.engine.program.frames import Frame
from app.engine.recording.backward import Task
from app.engine.recording.naming import parameter_names
from app.engine.recording.values import finite
from app.engine.run import run_program
from app.engine.runtime import Runtime
from app.engine.studies.heights import Entry, Landscape
from app.engine.studies.replay import Replay
from app.engine.studies.tape import Tape, no_surface
from app.errors import LimitExceeded, ProgramError, Span, Text, text
from app.graph.model import Number, Request
from app.graph.surface import Axis, Plan, Spot

_NEVER = 2**62
_INDEX = re.compile(r"\[(\d{1,9}(?:, \d{1,9})*)\]")
_WARM = "p = torch.tensor([1.0, 2.0], requires_grad=True)\nloss = (p ** 2).sum() + p[0] * p[1]\nloss.backward()"


class Heights(msgspec.Struct, frozen=True):
    """The losses on the grid of a plan, row by row, and at the spots of its walks; the grid may have become coarser."""

    x: Axis
    y: Axis | None
    values: tuple[tuple[Number, ...], ...]
    walks: tuple[tuple[Number, ...], ...]
    here: Number
    notes: tuple[Text, ...]


class Surveyed(Runtime):
    """A run that goes as far as one pass, and keeps the calculation of its loss."""

    def __init__(self, limits: Limits, index: int, kind: type[Tape] = Tape) -> None:
        super().__init__(limits, first=_NEVER)
        self.index = index
        self.kind = kind
        self.tape: Tape | None = None
        self.root: Tensor | None = None
        self.named: list[tuple[str, Tensor]] = []
        self._listening = False

    def start(self, frame: Frame) -> None:
        """Run from here on."""
        super().start(frame)
        self._listen()

    def end(self) -> None:
        """Leave torch as it was."""
        self._hush()
        super().end()

    def differentiate(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:
        """One pass; the one that was asked for ends the run before it begins."""
        self.named = self.named or parameter_names(self.frame)
        if self.passes.kept_for_root or len(self.passes.done) < self.index:
            self._hush()
            results = super().differentiate(task, span)
            self._listen()
            return results
        self._hush()
        self.root = task.roots[0] if len(task.roots) == 1 and task.roots[0].numel() == 1 else None
        raise LimitExceeded(text("This is as far as the run goes."), code="surveyed")

    def _listen(self) -> None:
        if len(self.passes.done) == self.index or self.passes.kept_for_root:
            self.tape = self.kind()
            self.tape.__enter__()  # type: ignore[no-untyped-call]  # torch's base class is untyped
            self._listening = True

    def _hush(self) -> None:
        if self._listening and self.tape is not None:
            self.tape.__exit__(None, None, None)  # type: ignore[no-untyped-call]
        self._listening = False


def survey(request: Request, plan: Plan, limits: Limits) -> Heights:
    """The losses that a plan asks for.

    Raises:
        ProgramError: `no-surface`, with the reason; or what the program itself did wrong before that pass.
        RequestError: what surrounds the program is wrong.
        TimeLimit: it takes too long.
    """
    begun = monotonic()
    runtime = Surveyed(limits, plan.pass_index)
    tape, root = surveyed(runtime, request)
    replay = tape.up_to(root)
    axes = [plan.x] if plan.y is None else [plan.x, plan.y]
    variables = [*parameter_names(runtime.frame), *runtime.named]
    landscape = Landscape(replay, [entry_of(variables, axis.name) for axis in axes], begun + limits.seconds)
    return _measured(landscape, plan, _notes(replay))


def surveyed(runtime: Surveyed, request: Request) -> tuple[Tape, Tensor]:
    """Run a program as far as its pass; returns what was kept, and the loss.

    Raises: as `survey`.
    """
    run = run_program(request, runtime.limits, runtime)
    if run.error is not None and run.error.code != "surveyed":
        error = run.error
        raise ProgramError(error.message, code=error.code, hint=error.hint, span=error.span)
    if runtime.tape is None or runtime.root is None:
        raise no_surface(text("Pass %(number)s does not start from one number.", number=runtime.index + 1))
    return runtime.tape, runtime.root


def entry_of(variables: Sequence[tuple[str, Tensor]], label: str) -> Entry:
    """The entry that a label such as `x[0]`, `fc.weight[1, 2]` or `w` names.

    Raises:
        ProgramError: `no-surface`; there is none.
    """
    for name, tensor in variables:
        if label == name and tensor.numel() == 1:
            return Entry(tensor, 0)
        index = _INDEX.fullmatch(label.removeprefix(name)) if label.startswith(name) else None
        places = [int(part) for part in index[1].split(",")] if index else []
        if len(places) == tensor.dim() > 0 and all(
            place < size for place, size in zip(places, tensor.shape, strict=True)
        ):
            return Entry(tensor, _flattened(places, tensor.shape))
    raise no_surface(
        text("No parameter of this pass has an entry %(name)s.", name=label[:40]),
        text("Choose one that the program has as a variable at its top level."),
    )


def _flattened(places: Sequence[int], shape: Sequence[int]) -> int:
    flat = 0
    for place, size in zip(places, shape, strict=True):
        flat = flat * size + place
    return flat


def _measured(landscape: Landscape, plan: Plan, notes: list[Text]) -> Heights:
    corners = list(_grid(plan.x, plan.y))
    landscape.check(corners)
    count = landscape.count(plan.x.count)
    x = replace(plan.x, count=count)
    y = None if plan.y is None else replace(plan.y, count=count)
    if count < plan.x.count:
        notes.append(text("The calculation is large, so the grid is %(count)s × %(count)s only.", count=count))
    heights = [finite(loss) for loss in landscape(_grid(x, y))]
    rows = tuple(tuple(heights[start : start + count]) for start in range(0, len(heights), count))
    walks = tuple(_losses(landscape, walk.spots) for walk in plan.walks)
    return Heights(x, y, rows, walks, _losses(landscape, [plan.here])[0], tuple(notes))


def _grid(x: Axis, y: Axis | None) -> list[tuple[float, ...]]:
    columns = [x.place(index) for index in range(x.count)]
    if y is None:
        return [(column,) for column in columns]
    return [(column, y.place(index)) for index in range(y.count) for column in columns]


def _losses(landscape: Landscape, spots: Sequence[Spot]) -> tuple[Number, ...]:
    places = [(spot.x,) if spot.y is None else (spot.x, spot.y) for spot in spots]
    return tuple(finite(loss) for loss in landscape(places)) if places else ()


def _notes(replay: Replay) -> list[Text]:
    if not replay.branches:
        return []
    return [text("The program reads numbers on the way to the loss; the surface shows the way that this pass took.")]


def warm_up() -> None:
    """Touch what a surface needs of torch, before the process is sealed."""
    here = Spot(1.0, 2.0, 0.0)
    survey(Request(_WARM), Plan(0, Axis("p[0]", 0.0, 2.0, 3), Axis("p[1]", 0.0, 2.0, 3), (), here), Limits())
