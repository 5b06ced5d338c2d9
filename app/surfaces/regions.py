"""What a model says on a grid in, the regions of its classes out."""

from collections.abc import Sequence

from app.graph.boundary import BOUNDARY_VERSION, Boundary, Datum, Region
from app.graph.surface import Axis
from app.surfaces.contours import Map

MOST_DRAWN = 1_000
Field = Sequence[Sequence[float]]


def bounded(
    index: int,
    axes: tuple[Axis, Axis],
    ahead: Sequence[Field],
    labels: Sequence[str],
    points: Sequence[tuple[float, float]],
    known: Sequence[int],
    said: Sequence[int],
) -> Boundary:
    """The regions in which each class is ahead, and the data."""
    x, y = axes
    regions = [Region(label, Map(x, y, field).above(0.0)) for label, field in zip(labels, ahead, strict=True)]
    data = [Datum(*point, *classes) for point, *classes in zip(points, known, said, strict=True)]
    step = -(-len(data) // MOST_DRAWN)
    right = sum(datum.label == datum.said for datum in data)
    return Boundary(BOUNDARY_VERSION, index, x, y, tuple(regions), tuple(data[:: max(step, 1)]), right, len(data))
