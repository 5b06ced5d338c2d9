"""A program and a plan in, the loss of one pass on a grid of two of its parameters' entries out."""

import re
from collections.abc import Sequence
from time import monotonic

import msgspec
from msgspec.structs import replace
from torch import Tensor

from app.engine.limits import Limits
from app.engine.recording.values import finite
from app.engine.studies.refusals import no_surface
from app.engine.studies.replaying.replay import Replay
from app.engine.studies.replaying.tape import Tape
from app.engine.studies.replaying.taped_loss import taped_loss
from app.engine.studies.replaying.tensors import Entry
from app.engine.studies.surface.landscape import Landscape
from app.errors import Text, text
from app.graph.model import Number, Request
from app.graph.naming import place_of
from app.graph.surface import Axis, Plan, Spot

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


def survey(request: Request, plan: Plan, limits: Limits) -> Heights:
    """The losses that a plan asks for.

    Raises:
        ProgramError: `no-surface`, with the reason; or what the program itself did wrong before that pass.
        RequestError: what surrounds the program is wrong.
        TimeLimit: it takes too long.
    """
    begun = monotonic()
    loss = taped_loss(request, plan.pass_index, Tape, limits)
    replay = loss.tape.up_to(loss.root)
    axes = [plan.x] if plan.y is None else [plan.x, plan.y]
    variables = [*loss.parameters, *loss.named]
    landscape = Landscape(replay, [entry_of(variables, axis.name) for axis in axes], begun + limits.seconds)
    return _measured(landscape, plan, _notes(replay))


def entry_of(variables: Sequence[tuple[str, Tensor]], label: str) -> Entry:
    """The entry that a label such as `x[0]`, `fc.weight[1, 2]` or `w` names.

    Raises:
        ProgramError: `no-surface`; there is none.
    """
    for name, tensor in variables:
        if label == name and tensor.numel() == 1:
            return Entry(tensor, 0)
        index = _INDEX.fullmatch(label.removeprefix(name)) if label.startswith(name) else None
        place = place_of(tensor.shape, [int(part) for part in index[1].split(",")]) if index else None
        if place is not None:
            return Entry(tensor, place)
    raise no_surface(
        text("No parameter of this pass has an entry %(name)s.", name=label[:40]),
        text("Choose one that the program has as a variable at its top level."),
    )


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
