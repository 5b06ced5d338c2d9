"""The line of the passes of a run: which one is shown, how the loss went, and where the neighbours are."""

import math
from collections.abc import Sequence

from app.graph.model import Number, Run, Series
from app.graph.numbers import short
from app.web.walk.parts import Passes

POINTS = 240
HEIGHT = 100
_STEEP = 50
NO_LOSS = Series("loss", "loss", (), ())


def passes(run: Run, here: int) -> Passes | None:
    """The line; None for a run with a single pass."""
    count = len(run.passes)
    if count < 2:
        return None
    losses = next((series for series in run.series if series.kind == "loss"), NO_LOSS)
    found = dict(zip(losses.passes, losses.values, strict=True))
    loss = found.get(here)
    return Passes(
        here,
        count,
        here - 1 if here else None,
        here + 1 if here + 1 < count else None,
        "" if loss is None else short(loss),
        curve(losses.passes, losses.values),
        count - 1,
    )


def curve(passes: Sequence[int], losses: Sequence[Number]) -> str:
    """The losses as the path of a line, x by pass and y from 0 to 100 downwards; steep ones by their logarithm, of many
    the least and the greatest of each stretch.

    >>> curve([0, 1, 2], [3.0, 2.0, 1.0]), curve([0, 1, 2], [1.0, "nan", 1.0]), curve([0], ["nan"])
    ('M0 0L1 50L2 100', 'M0 50L2 50', '')
    """
    found = [(x, float(y)) for x, y in zip(passes, losses, strict=True) if not isinstance(y, str) and math.isfinite(y)]
    if len(found) < 2:
        return ""
    heights = [y for _, y in found]
    if steep(heights):
        found = [(x, math.log(y)) for x, y in found]
        heights = [y for _, y in found]
    low, high = min(heights), max(heights)
    points = [(x, HEIGHT * (high - y) / (high - low) if high > low else HEIGHT / 2) for x, y in thinned(found)]
    return "M" + "L".join(f"{x} {y:.4g}" for x, y in points)


def steep(values: Sequence[float]) -> bool:
    """Whether only a logarithmic scale shows all of the values.

    >>> steep([1.0, 100.0]), steep([1.0, 2.0]), steep([0.0, 100.0])
    (True, False, False)
    """
    return min(values) > 0 and max(values) / min(values) > _STEEP


def thinned(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Of many points the first, the last, and the least and the greatest of each stretch."""
    if len(points) <= POINTS:
        return points
    kept: set[tuple[int, float]] = {points[0], points[-1]}
    length = math.ceil(2 * len(points) / POINTS)
    for start in range(0, len(points), length):
        stretch = points[start : start + length]
        kept |= {min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])}
    return sorted(kept)
