"""An edge of the picture: a Route, its Edge and what the edge shows at a moment come in, one `<g>` goes out.

Data flows forward on a solid curve; once a gradient has come back, a dashed curve runs beside it the other way, and
says how much.
"""

from collections.abc import Sequence

from app.export.boxes import amount
from app.export.markup import at
from app.graph.coordinates import Route
from app.graph.model import Edge
from app.graph.moment import EdgeState

Point = tuple[float, float]

LANE = 6.0
LEVEL = 0.5
HEAD = "m-5-3 5 3-5 3"


def draw_edge(route: Route, edge: Edge, state: EdgeState) -> str:
    """The `<g>` of one edge."""
    forward = f'<path class="forward" d="{_path(route.points, route.curved)}{HEAD}"/>'
    back = ""
    if state.contribution is not None:
        points = [(x, y + LANE) for x, y in reversed(route.points)]
        path = f'<path class="backward" d="{_path(points, route.curved)}" marker-end="url(#tip)"/>'
        x, y = _written_at(route)
        words = f'x="{at(x)}" y="{at(y)}">{amount(state.contribution)}'
        back = f'{path}<text class="contribution" {words}</text>'
    return f'<g id="{edge.id}" class="edge {state.flow}">{forward}{back}</g>'


def _path(points: Sequence[Point], curved: bool) -> str:
    """The curve, in distances from the start of each of its pieces, which are shorter to write than places."""
    x, y = points[0]
    way = [f"M{at(x)} {at(y)}{'c' if curved else 'l'}"]
    size = 3 if curved else 1
    for start in range(1, len(points), size):
        piece = points[start : start + size]
        way.extend(f"{at(px - x)} {at(py - y)}" for px, py in piece)
        x, y = piece[-1]
    return way[0] + " ".join(way[1:])


def _written_at(route: Route) -> Point:
    """Where the contribution is written: on a steep curve; beside a level one, whose dashes would read as a minus."""
    x, y, slope = _middle(route)
    if slope >= LEVEL:
        return x, y + LANE + 3
    bowed_up = y < min(route.points[0][1], route.points[-1][1]) - LANE
    return x, y - 4 if bowed_up else y + LANE + 10


def _middle(route: Route) -> tuple[float, float, float]:
    """The point half-way along the curve's middle piece, and how steep the curve is there."""
    points = route.points
    if route.curved:
        start = 3 * (((len(points) - 1) // 3 - 1) // 2)
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[start : start + 4]
    else:
        (x0, y0), (x3, y3) = points[(len(points) - 1) // 2], points[len(points) // 2]
        (x1, y1), (x2, y2) = (x0, y0), (x3, y3)
    slope = abs(y3 + y2 - y1 - y0) / max(abs(x3 + x2 - x1 - x0), 1.0)
    return (x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8, slope
