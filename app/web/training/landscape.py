"""A surface in, the context of its page out: the drawing, what it says in words, and what may be changed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from app.errors import Problem, Text
from app.export.contours import draw_map
from app.graph.model import Run
from app.graph.numbers import short
from app.graph.surface import Axis, Spot, Surface
from app.graph.variants import picks
from app.lang.starts import beginning_at
from app.surfaces.plans import entries
from app.web.language import say
from app.web.render import drawn
from app.web.waiting import Waiting

COLOURS = 6
"""Of walks, on the map and in the words."""


@dataclass(frozen=True)
class Side:
    """One axis: `key` is "x" or "y", `name` the entry that it shows, `at` where the program stands."""

    key: str
    name: str
    low: str
    high: str
    at: str


@dataclass(frozen=True)
class Place:
    """A spot in words: "x = 3, y = 2", its loss, and its pass from 1."""

    where: str
    loss: str
    number: int | None


@dataclass(frozen=True)
class Trip:
    """Where one run began and ended."""

    label: str
    begin: Place
    end: Place
    walk: int


@dataclass(frozen=True)
class Scene:
    """What there is to see: the map, and what it says. `held` counts the entries of the
    other parameters, which stay as they are in pass `number`."""

    drawing: Markup
    sides: tuple[Side, ...]
    data: str
    unit: float | None
    lowest: Place | None
    here: Place
    trips: tuple[Trip, ...]
    everywhere: bool
    passes: int
    number: int
    held: int
    notes: tuple[Text, ...]
    choices: tuple[str, ...]
    begins_elsewhere: bool
    closer: str
    wider: str


@dataclass(frozen=True)
class SurfacePart:
    """_surface.html: a scene, or why there is none, or where to come back for it."""

    token: str
    pass_index: int
    scene: Scene | None = None
    problem: Problem | None = None
    waiting: Waiting | None = None


def landscape(run: Run, surface: Surface, token: str, index: int) -> SurfacePart:
    """The page of a surface, looked at from pass `index`."""
    sides = [_side("x", surface.x, surface.here.x)]
    if surface.y is not None and surface.here.y is not None:
        sides.append(_side("y", surface.y, surface.here.y))
    names = [side.name for side in sides]
    choices = tuple(entries(run))
    scene = Scene(
        drawing=drawn(draw_map(surface, say=say)),
        sides=tuple(sides),
        data=f"/api/v1/surface?{_query(surface, index, 1.0, p=token)}",
        unit=surface.unit,
        lowest=None if surface.lowest is None else _place(surface, surface.lowest),
        here=_place(surface, surface.here),
        trips=tuple(
            Trip(walk.label, _place(surface, walk.spots[0]), _place(surface, walk.spots[-1]), number % COLOURS)
            for number, walk in enumerate(surface.walks)
            if len(walk.spots) > 1
        ),
        everywhere=surface.everywhere,
        passes=len(run.passes),
        number=surface.pass_index + 1,
        held=len([name for name in choices if name not in names]),
        notes=surface.notes,
        choices=choices,
        begins_elsewhere=beginning_at(run.source, dict.fromkeys(names, 1.0), picks(run)) is not None,
        closer=f"?{_query(surface, index, 0.5)}",
        wider=f"?{_query(surface, index, 2.0)}",
    )
    return SurfacePart(token, index, scene)


def _side(key: str, axis: Axis, at: float) -> Side:
    return Side(key, axis.name, f"{axis.low:.12g}", f"{axis.high:.12g}", f"{at:.6g}")


def _place(surface: Surface, spot: Spot) -> Place:
    where = f"{surface.x.name} = {short(spot.x)}"
    if surface.y is not None and spot.y is not None:
        where += f", {surface.y.name} = {short(spot.y)}"
    return Place(where, short(spot.loss), None if spot.pass_index is None else spot.pass_index + 1)


def _query(surface: Surface, index: int, factor: float, **more: str) -> str:
    """The address of the same axes with ranges so many times as wide."""
    x0, x1 = _scaled(surface.x, factor)
    words = {**more, "pass": str(index), "x": surface.x.name, "y": "", "x0": x0, "x1": x1}
    if surface.y is not None:
        y0, y1 = _scaled(surface.y, factor)
        words |= {"y": surface.y.name, "y0": y0, "y1": y1}
    return urlencode(words)


def _scaled(axis: Axis, factor: float) -> tuple[str, str]:
    middle, half = (axis.low + axis.high) / 2, (axis.high - axis.low) / 2 * factor
    return f"{middle - half:.12g}", f"{middle + half:.12g}"
