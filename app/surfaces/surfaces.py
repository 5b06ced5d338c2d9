"""A plan and the heights that were computed for it in, the finished surface out."""

import math
from collections.abc import Sequence

from msgspec.structs import replace

from app.errors import Text
from app.graph.model import Number
from app.graph.surface import SURFACE_VERSION, Axis, Band, Contour, Plan, Spot, Surface, Walk
from app.surfaces.contours import Map
from app.surfaces.levels import Levels, choose

_SAME = 1e-4
Rows = tuple[tuple[Number, ...], ...]


def finished(
    plan: Plan, x: Axis, y: Axis | None, values: Rows, walks: Rows, here: Number, notes: Sequence[Text]
) -> Surface:
    """The surface: contours, bands, the lowest place, and whether the walks lie on it."""
    levels = Levels((), None)
    bands: tuple[Band, ...] = ()
    contours: tuple[Contour, ...] = ()
    if y is not None:
        drawn = Map(x, y, values)
        levels = choose(drawn.finite)
        bands, contours = drawn.bands(levels), drawn.contours(levels)
    return Surface(
        version=SURFACE_VERSION,
        pass_index=plan.pass_index,
        x=x,
        y=y,
        values=values,
        unit=levels.unit,
        bands=bands,
        contours=contours,
        walks=tuple(_placed(walk, heights) for walk, heights in zip(plan.walks, walks, strict=True)),
        here=replace(plan.here, loss=here),
        lowest=_lowest(x, y, values),
        everywhere=all(_agree(walk, heights) for walk, heights in zip(plan.walks, walks, strict=True)),
        notes=tuple(notes),
    )


def _placed(walk: Walk, heights: Sequence[Number]) -> Walk:
    """The walk on the surface: what the surface has there, whatever the loss of that pass was."""
    return Walk(walk.label, tuple(replace(spot, loss=height) for spot, height in zip(walk.spots, heights, strict=True)))


def _agree(walk: Walk, heights: Sequence[Number]) -> bool:
    """Whether the losses of the run are those of the surface."""
    pairs = [(float(spot.loss), float(height)) for spot, height in zip(walk.spots, heights, strict=True)]
    known = [(was, now) for was, now in pairs if math.isfinite(was)]
    scale = max((abs(was) for was, _ in known), default=0.0)
    return all(math.isclose(was, now, rel_tol=_SAME, abs_tol=_SAME * _SAME * scale) for was, now in known)


def _lowest(x: Axis, y: Axis | None, values: Rows) -> Spot | None:
    found = [
        (float(number), row, column)
        for row, line in enumerate(values)
        for column, number in enumerate(line)
        if math.isfinite(float(number))
    ]
    if not found:
        return None
    loss, row, column = min(found)
    return Spot(x.place(column), None if y is None else y.place(row), loss)
