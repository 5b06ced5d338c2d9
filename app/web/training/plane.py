"""The map of a classifier in, the context of its page out."""

from dataclasses import dataclass

from markupsafe import Markup

from app.errors import Problem
from app.export.contours import COLOURS
from app.export.regions import draw_regions
from app.graph.boundary import Boundary
from app.graph.model import Run
from app.web.language import say
from app.web.render import drawn
from app.web.waiting import Waiting


@dataclass(frozen=True)
class Kind:
    """A class: its name, its colour, how many points are of it, and how many of those the model says right."""

    label: str
    colour: int
    count: int
    right: int


@dataclass(frozen=True)
class Plane:
    """What there is to see. Points are counted among those that are drawn; passes from 1."""

    drawing: Markup
    number: int
    passes: int
    kinds: tuple[Kind, ...]
    right: int
    total: int


@dataclass(frozen=True)
class BoundaryPart:
    """_boundary.html: a plane, or why there is none, or where to come back for it."""

    token: str
    plane: Plane | None = None
    problem: Problem | None = None
    waiting: Waiting | None = None


def plane(run: Run, boundary: Boundary, token: str) -> BoundaryPart:
    """The page of a map."""
    kinds = []
    for index, region in enumerate(boundary.regions):
        points = [datum for datum in boundary.points if datum.label == index]
        right = sum(datum.said == index for datum in points)
        kinds.append(Kind(region.label, index % COLOURS, len(points), right))
    drawing = drawn(draw_regions(boundary, say=say))
    seen = Plane(drawing, boundary.pass_index + 1, len(run.passes), tuple(kinds), boundary.right, boundary.total)
    return BoundaryPart(token, seen)
