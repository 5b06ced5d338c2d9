"""The loss at numbers near by in, its slope by differences and what the loss is like there out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Sides = Callable[[float], tuple[float, float]]
"""The slopes to the right and to the left, by the length of the step."""
Shape = Literal["smooth", "kink", "jump", "island"]


@dataclass(frozen=True)
class Slope:
    """The central difference with a step; `shape` says what the loss is like there: at an "island" it jumps away on
    both sides."""

    numeric: float
    step: float
    left: float
    right: float
    shape: Shape = "smooth"


def slope_of(sides: Sides, step: float, loss: float) -> Slope:
    """The slope with a step, and whether the loss is smooth as far as that."""
    right, left = sides(step)
    gap, noise = abs(right - left), 1e-14 * abs(loss) / step
    found = Slope((right + left) / 2, step, left, right)
    if gap <= max(1e-3 * max(abs(right), abs(left)), 10 * noise):
        return found
    # Where the loss is smooth the two sides come together as the step shrinks; at a jump they go apart.
    ahead, behind = sides(step / 10)
    nearer = abs(ahead - behind)
    if nearer <= 0.5 * gap or nearer <= 100 * noise:
        return found
    if nearer > 5 * gap:
        both = right * left < 0 and min(abs(right), abs(left)) > 0.5 * max(abs(right), abs(left))
        return Slope(found.numeric, step, left, right, "island" if both else "jump")
    short = step / 1000
    ahead, behind = sides(short)
    if abs(ahead - behind) <= max(0.5 * nearer, 1e-13 * abs(loss) / short):
        return Slope((ahead + behind) / 2, short, behind, ahead)  # the kink is near by, not here
    return Slope(found.numeric, step, left, right, "kink")


def extrapolated(sides: Sides, first: Slope) -> tuple[float, float]:
    """The slope for a step of 0, and how far it may be from that: the difference's own error goes with the square of
    the step (Richardson)."""
    again = sum(sides(first.step / 10)) / 2
    return again + (again - first.numeric) / 99, abs(again - first.numeric) / 20
