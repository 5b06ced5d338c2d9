"""What a classifier says of the plane in, its map as SVG out: regions, their borders, and the data on them.

Classes: svg.map > g.map__regions, g.map__axes, g.map__data; `map__class--0`, `map__class--1`, ... colour by class; a
point that the model says wrong has `map__wrong` too.
"""

from collections.abc import Iterator

from app.errors import text
from app.export.contours import COLOURS, axes_of, head_of
from app.export.markup import Say, at, english
from app.export.plots import Plot
from app.graph.boundary import Boundary, Datum, Region


def draw_regions(boundary: Boundary, *, say: Say = english) -> str:
    """The whole `<svg>`."""
    return "".join(_regions(boundary, say))


def _regions(boundary: Boundary, say: Say) -> Iterator[str]:
    x, y = boundary.x, boundary.y
    plot = Plot((x.low, x.high), (y.low, y.high))
    yield from head_of(say(text("What the model says of every point")))
    yield '<g class="map__regions" clip-path="url(#map-inside)">'
    for index, region in enumerate(boundary.regions):
        yield _region(region, plot, index)
    yield "</g>"
    yield from axes_of(plot, x.name, y.name)
    yield '<g class="map__data" clip-path="url(#map-inside)">'
    for datum in boundary.points:
        yield _datum(datum, plot)
    yield "</g></svg>"


def _region(region: Region, plot: Plot, index: int) -> str:
    ways = "".join(plot.path(ring, closed=True) for polygon in region.polygons for ring in polygon)
    return f'<path class="map__class--{index % COLOURS}" fill-rule="evenodd" d="{ways}"/>' if ways else ""


def _datum(datum: Datum, plot: Plot) -> str:
    """Classes differ in shape as well as in colour."""
    x, y = plot.column(datum.x), plot.row(datum.y)
    wrong = "" if datum.label == datum.said else " map__wrong"
    kind = f'class="map__class--{datum.label % COLOURS}{wrong}"'
    if datum.label % 2:
        return f'<path {kind} d="M{at(x - 3.5)} {at(y - 3.5)}h7v7h-7z"/>'
    return f'<circle {kind} cx="{at(x)}" cy="{at(y)}" r="4"/>'
