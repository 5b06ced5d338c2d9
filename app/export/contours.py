"""A surface in, its map as SVG out: bands and contour lines with their levels, axes, and the walks of the runs; a loss
of one number is drawn as a curve.

Classes, which the page's style sheet gives their look:

    svg.map > g.map__bands, g.map__lines, g.map__axes, g.map__levels, g.map__walks, g.map__here, g.map__cursor
    g.map__walk   with map__walk--0, map__walk--1, ... by run; inside: path, circle.map__begin, circle.map__end
"""

from collections.abc import Iterator

from app.errors import Text, text
from app.export.markup import Say, at, english, escape
from app.export.plots import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Plot, graph_of, trace
from app.graph.numbers import short
from app.graph.surface import Band, Contour, Spot, Surface, Walk

FEWEST, MOST = 0.05, 0.55
"""How strongly the lowest and the highest band are coloured."""
DOTS = 60
COLOURS = 6
SHORTEST = 60.0
"""A line shorter than this has no room for its level."""
APART = (52.0, 20.0)
"""How far from each other two levels are written, along and down."""


def draw_map(surface: Surface, *, say: Say = english) -> str:
    """The whole `<svg>`."""
    return "".join(_map(surface, say))


def _map(surface: Surface, say: Say) -> Iterator[str]:
    plot = Plot.of(surface)
    yield from head_of(say(_title(surface)))
    yield '<g clip-path="url(#map-inside)"><g class="map__bands">'
    for index, band in enumerate(surface.bands):
        yield _band(band, plot, index / max(len(surface.bands) - 1, 1))
    yield '</g><g class="map__lines">'
    for contour in surface.contours:
        yield f'<path d="{"".join(plot.path(line) for line in contour.lines)}"/>'
    yield _curve(surface, plot)
    yield "</g></g>"
    yield from axes_of(plot, surface.x.name, surface.y.name if surface.y is not None else say(text("loss")))
    yield from _levels(surface.contours, plot)
    yield '<g class="map__walks" clip-path="url(#map-inside)">'
    for index, walk in enumerate(surface.walks):
        yield _walk(walk, plot, index)
    yield f'</g>{_here(surface.here, plot)}<g class="map__cursor"></g></svg>'


def head_of(title: str) -> Iterator[str]:
    """The opening `<svg>` with its title, and the frame that clips."""
    yield f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {at(WIDTH)} {at(HEIGHT)}" role="img"'
    yield f' aria-labelledby="map-title" data-left="{at(LEFT)}" data-right="{at(RIGHT)}" data-top="{at(TOP)}"'
    yield f' data-bottom="{at(BOTTOM)}"><title id="map-title">{escape(title)}</title>'
    yield f'<clipPath id="map-inside"><path d="M{at(LEFT)} {at(TOP)}H{at(RIGHT)}V{at(BOTTOM)}H{at(LEFT)}Z"/></clipPath>'


def _title(surface: Surface) -> Text:
    if surface.y is None:
        return text("The loss over %(x)s", x=surface.x.name)
    return text("The loss over %(x)s and %(y)s", x=surface.x.name, y=surface.y.name)


def _band(band: Band, plot: Plot, height: float) -> str:
    ways = "".join(plot.path(ring, closed=True) for polygon in band.polygons for ring in polygon)
    strength = FEWEST + (MOST - FEWEST) * height
    return f'<path fill-rule="evenodd" fill-opacity="{strength:.3g}" d="{ways}"/>' if ways else ""


def _curve(surface: Surface, plot: Plot) -> str:
    if surface.y is not None:
        return ""
    columns = [surface.x.place(index) for index in range(surface.x.count)]
    return f'<path class="map__curve" d="{graph_of(surface.values[0], columns, plot)}"/>'


def axes_of(plot: Plot, across_name: str, up_name: str) -> Iterator[str]:
    """The frame, round numbers beside it, and the names of the axes."""
    yield f'<g class="map__axes"><path d="M{at(LEFT)} {at(TOP)}V{at(BOTTOM)}H{at(RIGHT)}"/>'
    across, up = plot.ticks()
    for number in across:
        x = at(plot.column(number))
        yield f'<path d="M{x} {at(BOTTOM)}v4"/><text class="map__across" x="{x}" y="{at(BOTTOM + 16)}">'
        yield f"{short(number)}</text>"
    for number in up:
        y = plot.row(number)
        yield f'<path d="M{at(LEFT)} {at(y)}h-4"/><text class="map__up" x="{at(LEFT - 7)}" y="{at(y + 4)}">'
        yield f"{short(number)}</text>"
    middle = at((LEFT + RIGHT) / 2)
    yield f'<text class="map__name map__across" x="{middle}" y="{at(HEIGHT - 8)}">{escape(across_name)}</text>'
    turned = f'transform="translate(14 {at((TOP + BOTTOM) / 2)}) rotate(-90)"'
    yield f'<text class="map__name map__across" {turned}>{escape(up_name)}</text></g>'


def _levels(contours: tuple[Contour, ...], plot: Plot) -> Iterator[str]:
    """The levels, written on lines that are long enough, away from each other."""
    taken: list[tuple[float, float]] = []
    yield '<g class="map__levels">'
    for contour in contours:
        for line in sorted(contour.lines, key=len, reverse=True)[:2]:
            points = [(plot.column(x), plot.row(y)) for x, y in line]
            free = [point for point in points[:: max(len(points) // 8, 1)] if _is_free(point, taken)]
            if free and _length(points) > SHORTEST:
                x, y = free[len(free) // 2]
                taken.append((x, y))
                yield f'<text x="{at(x)}" y="{at(y + 3)}">{short(contour.level)}</text>'
    yield "</g>"


def _is_free(point: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    x, y = point
    if not (LEFT + 14 < x < RIGHT - 14 and TOP + 8 < y < BOTTOM - 8):
        return False
    return all(abs(x - left) > APART[0] or abs(y - top) > APART[1] for left, top in taken)


def _length(points: list[tuple[float, float]]) -> float:
    return sum(abs(x - u) + abs(y - v) for (x, y), (u, v) in zip(points, points[1:], strict=False))


def _walk(walk: Walk, plot: Plot, index: int) -> str:
    points = [point for spot in walk.spots if (point := plot.point(spot)) is not None]
    if not points:
        return ""
    dots = points[1:-1] if len(points) <= DOTS else []
    marks = "".join(f'<circle class="map__dot" cx="{at(x)}" cy="{at(y)}" r="1.8"/>' for x, y in dots)
    (x0, y0), (x1, y1) = points[0], points[-1]
    end = f'<circle class="map__end" cx="{at(x1)}" cy="{at(y1)}" r="4.5"/>' if len(points) > 1 else ""
    way = f'<path d="{trace(points)}"/>' if len(points) > 1 else ""
    begin = f'<circle class="map__begin" cx="{at(x0)}" cy="{at(y0)}" r="4.5"/>'
    return f'<g class="map__walk map__walk--{index % COLOURS}">{way}{marks}{begin}{end}</g>'


def _here(here: Spot, plot: Plot) -> str:
    point = plot.point(here)
    if point is None:
        return ""
    return f'<circle class="map__here" cx="{at(point[0])}" cy="{at(point[1])}" r="8" clip-path="url(#map-inside)"/>'
