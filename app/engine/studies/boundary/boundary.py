"""A program that classifies points of the plane in; what its model says on a grid, and the data, out."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

import msgspec
import torch
from torch import Tensor

from app.engine.limits import Limits
from app.engine.studies.boundary.classifier import Classifier
from app.engine.studies.refusals import no_surface
from app.engine.studies.replaying.replay import Doing, Replay
from app.engine.studies.replaying.tape import Tape
from app.engine.studies.replaying.taped_loss import TapedLoss, taped_loss
from app.engine.studies.replaying.tensors import memory_of, tensors_of
from app.errors import Text, text
from app.graph.model import Request
from app.graph.scales import widened
from app.graph.surface import Axis

MOST_POINTS = 20_000
MOST_CLASSES = 10
_FEWEST = 3
_MARGIN = 0.15
_ZERO = ("binary_cross_entropy_with_logits", "soft_margin")


class Verdicts(msgspec.Struct, frozen=True):
    """For each class how far it is ahead of the others at every place of the grid, row by row; the data, with what each
    point is and what the model says, as places of `labels`."""

    x: Axis
    y: Axis
    ahead: tuple[tuple[tuple[float, ...], ...], ...]
    labels: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    known: tuple[int, ...]
    said: tuple[int, ...]


class DataTape(Tape):  # type: ignore[no-untyped-call]  # torch's base class is untyped
    """Keeps what depends on tables of decimal numbers with two columns that need no gradient."""

    def is_source(self, tensor: Tensor) -> bool:
        """Whether a tensor may hold points of the plane."""
        if tensor.requires_grad or not tensor.is_floating_point() or tensor.dim() != 2:
            return False
        return tensor.shape[1] == 2 and _FEWEST <= tensor.shape[0] <= MOST_POINTS

    def trouble(self, func: Any, _: tuple[Any, ...]) -> Text | None:
        """Parameters stay as they are; only what is random can't be done again."""
        return super().trouble(func, ())


def verdicts(request: Request, index: int, count: int, limits: Limits) -> Verdicts:
    """What the model of pass `index` says.

    Raises:
        ProgramError: `no-surface`, with the reason; or what the program itself did wrong before that pass.
        TimeLimit: it takes too long.
    """
    ends = monotonic() + limits.seconds
    loss = taped_loss(request, index, DataTape, limits)
    doing, scores, labels = _meeting(loss.tape, loss.root)
    replay, data = _cut(loss.tape.up_to(scores))
    model = Classifier(replay, data, _threshold(doing, labels), ends)
    model.check()
    classes, known = _classes(labels, model.outputs(data))
    x, y = _axes(_name(loss, data), data, count)
    places = [(x.place(column), y.place(row)) for row in range(count) for column in range(count)]
    ahead = model.ahead(torch.tensor(places, dtype=data.dtype)).double()
    fields = tuple(tuple(map(tuple, field.reshape(count, count).tolist())) for field in ahead.T)
    said = model.ahead(data).argmax(1)
    points = tuple((float(one), float(other)) for one, other in data.tolist())
    return Verdicts(x, y, fields, classes, points, tuple(known.tolist()), tuple(said.tolist()))


def _meeting(tape: Tape, root: Tensor) -> tuple[Doing, Tensor, Tensor]:
    """The operation in which what the model says meets what is known: it, the scores, and the labels."""
    replay = tape.up_to(root) if tape.knows(root) else Replay((), root, False)
    for doing in replay.doings:
        for scores in doing.reads:
            for labels in tensors_of((*doing.args, *doing.kwargs.values())):
                if scores.requires_grad and scores.dim() and _is_known(labels, scores, tape):
                    return doing, _before_log(replay, scores), labels
    raise no_surface(
        text("No classifier of points with two coordinates was found in this program."),
        text("It needs a tensor of points with two columns, their labels, and a loss of both."),
    )


def _is_known(labels: Tensor, scores: Tensor, tape: Tape) -> bool:
    if labels is scores or labels.requires_grad or not labels.dim() or labels.shape[0] != scores.shape[0]:
        return False
    return labels.numel() == labels.shape[0] or (labels.shape == scores.shape and not tape.knows(labels))


def _before_log(replay: Replay, scores: Tensor) -> Tensor:
    """A probability instead of its logarithm."""
    for doing in replay.doings:
        if doing.out and doing.out[0] is scores and doing.function.__name__ in ("log.default", "clamp.default"):
            return doing.reads[0]
    return scores


def _cut(replay: Replay) -> tuple[Replay, Tensor]:
    """The way from the last table of points that all of it goes through."""
    rows = replay.root.shape[0]
    tables = [item for doing in replay.doings for item in (*doing.reads, *doing.out)]
    for table in reversed(tables):
        if table.shape == (rows, 2) and not table.requires_grad and (way := _from(table, replay)) is not None:
            return way, table
    raise no_surface(text("The model of this program reads several tables of points."))


def _from(table: Tensor, replay: Replay) -> Replay | None:
    """The part of a way that lies after a table; None where something comes past it."""
    wanted = {id(replay.root)}
    kept: list[Doing] = []
    for doing in reversed(replay.doings):
        made = {id(item) for item in doing.out}
        if wanted.isdisjoint(made) or id(table) in made:
            continue
        kept.append(doing)
        wanted -= made
        wanted |= {id(item) for item in doing.reads} - {id(table)}
    return None if wanted else Replay(tuple(reversed(kept)), replay.root, replay.branches)


def _threshold(doing: Doing, labels: Tensor) -> float:
    """Where one score parts two classes: 0 for a logit, else half-way between the labels."""
    if any(part in doing.function.__name__ for part in _ZERO):
        return 0.0
    numbers = labels.double()
    return float((numbers.min() + numbers.max()) / 2)


def _classes(labels: Tensor, scores: Tensor) -> tuple[tuple[str, ...], Tensor]:
    """The names of the classes, and the class of each point."""
    width = scores.shape[1]
    if labels.numel() > labels.shape[0]:
        known = labels.argmax(1)
    elif width > 1:
        known = labels.flatten().long()
    else:
        values = torch.unique(labels)
        if values.numel() != 2:
            raise no_surface(text("One score parts two classes, and the labels here are not of two kinds."))
        return tuple(f"{value:g}" for value in values.tolist()), (labels.flatten() == values[1]).long()
    if width > MOST_CLASSES or int(known.min()) < 0 or int(known.max()) >= width:
        raise no_surface(text("The labels do not fit the scores of the model."))
    return tuple(str(place) for place in range(width)), known


def _axes(name: str, data: Tensor, count: int) -> tuple[Axis, Axis]:
    axes = []
    for column in (0, 1):
        low, high = float(data[:, column].min()), float(data[:, column].max())
        margin = _MARGIN * (high - low) or 1.0
        axes.append(Axis(f"{name}[:, {column}]", *widened(low - margin, high + margin), count))
    return axes[0], axes[1]


def _name(loss: TapedLoss[DataTape], data: Tensor) -> str:
    memory = memory_of(data)
    named: Sequence[str] = [
        name for name, value in loss.frame.items() if isinstance(value, Tensor) and memory_of(value) == memory
    ]
    return min(named, key=len) if named else "x"
