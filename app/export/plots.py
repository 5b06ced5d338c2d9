"""The frame of a map or a curve: the ranges of its axes come in, places on the paper and round numbers go out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.graph.model import Number
from app.graph.scales import multiples, round_step, widened
from app.graph.surface import Ring, Spot, Surface

WIDTH, HEIGHT = 560.0, 430.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 548.0, 12.0, 388.0
TICKS = 6
_DECIMALS = 1


@dataclass(frozen=True)
class Plot:
    """Two ranges on the paper."""

    x: tuple[float, float]
    y: tuple[float, float]

    @classmethod
    def of(cls, surface: Surface) -> "Plot":
        """The frame of a surface; a curve has the loss upwards."""
        across = (surface.x.low, surface.x.high)
        if surface.y is not None:
            return cls(across, (surface.y.low, surface.y.high))
        heights = [float(loss) for loss in surface.values[0] if math.isfinite(float(loss))] or [0.0, 1.0]
        low, high = min(heights), max(heights)
        return cls(across, widened(low, high if high > low else low + 1.0))

    def column(self, x: float) -> float:
        """The place of a number along the paper."""
        return LEFT + (RIGHT - LEFT) * (x - self.x[0]) / (self.x[1] - self.x[0])

    def row(self, y: float) -> float:
        """The place of a number down the paper."""
        return BOTTOM - (BOTTOM - TOP) * (y - self.y[0]) / (self.y[1] - self.y[0])

    def point(self, spot: Spot) -> tuple[float, float] | None:
        """Where a spot stands; None far outside, and where a curve has no height."""
        height = spot.y if spot.y is not None else float(spot.loss)
        place = self.column(spot.x), self.row(height)
        return place if all(abs(number) < 20 * WIDTH for number in place) else None

    def path(self, line: Ring, *, closed: bool = False) -> str:
        """A polyline as path data."""
        return trace([(self.column(x), self.row(y)) for x, y in line]) + ("Z" if closed else "")

    def ticks(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Round numbers along both axes."""
        across, up = self.x[1] - self.x[0], self.y[1] - self.y[0]
        return multiples(*self.x, round_step(across, TICKS)), multiples(*self.y, round_step(up, TICKS))


def trace(points: Sequence[tuple[float, float]]) -> str:
    """Points as path data, to a tenth.

    >>> trace([(0.0, 1.0), (2.0, 3.04)])
    'M0 1L2 3'
    """
    return "M" + "L".join(f"{round(x, _DECIMALS):g} {round(y, _DECIMALS):g}" for x, y in points) if points else ""


def graph_of(values: Sequence[Number], columns: Sequence[float], plot: Plot) -> str:
    """A curve as path data, broken where there is no number."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, value in zip(columns, values, strict=True):
        if math.isfinite(float(value)):
            pieces[-1].append((plot.column(x), plot.row(float(value))))
        elif pieces[-1]:
            pieces.append([])
    return "".join(map(trace, pieces))
