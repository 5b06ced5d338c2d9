"""A loss as a function of two numbers, as plain frozen data: heights on a grid, contour lines, and the walks upon it.

Coordinates are those of the parameters themselves. A loss of one number only has `y` null and no contours.
"""

import msgspec

from app.errors import Text
from app.graph.model import Number

SURFACE_VERSION = 1
MOST_COUNT = 120
COUNT = 60

Range = tuple[float, float]
Ring = tuple[tuple[float, float], ...]


class Axis(msgspec.Struct, frozen=True):
    """One of the two numbers: an entry of a parameter (`x[0]`, `w`) and the places at which the grid has a height."""

    name: str
    low: float
    high: float
    count: int

    def place(self, index: float) -> float:
        """The coordinate of a grid line, counted from 0.

        >>> Axis("w", -1.0, 3.0, 5).place(1)
        0.0
        """
        return self.low + (self.high - self.low) * index / (self.count - 1)


class Spot(msgspec.Struct, frozen=True):
    """A place with its loss; `pass_index` says in which pass the program stood there."""

    x: float
    y: float | None
    loss: Number
    pass_index: int | None = None


class Walk(msgspec.Struct, frozen=True):
    """Where one run stood from pass to pass; `label` tells it from the other runs of a comparison."""

    label: str
    spots: tuple[Spot, ...]


class Band(msgspec.Struct, frozen=True):
    """The region with losses from `low` to `high`: polygons, each an outer ring and then its holes."""

    low: Number
    high: Number
    polygons: tuple[tuple[Ring, ...], ...]


class Contour(msgspec.Struct, frozen=True):
    """The lines along which the loss is `level`."""

    level: float
    lines: tuple[Ring, ...]


class Surface(msgspec.Struct, frozen=True):
    """`values[j][i]` is the loss at the i-th place of `x` and the j-th of `y`; a curve has one row.

    `pass_index` is the pass whose calculation was repeated on the grid. `everywhere` says that the other passes were
    looked at and have the same function: then the walks lie on the surface. `unit` is the loss above the lowest at
    which a logarithmic scale begins to bend; null where heights are shown as they are. `here` is where the program
    stood in the pass that was asked for, `lowest` the lowest place of the grid.
    """

    version: int
    pass_index: int
    x: Axis
    y: Axis | None
    values: tuple[tuple[Number, ...], ...]
    unit: float | None
    bands: tuple[Band, ...]
    contours: tuple[Contour, ...]
    walks: tuple[Walk, ...]
    here: Spot
    lowest: Spot | None
    everywhere: bool
    notes: tuple[Text, ...]


class Plan(msgspec.Struct, frozen=True):
    """What a surface is asked to show: a pass, one or two entries, their ranges, and the walks to place on it, whose
    losses are those that the runs had."""

    pass_index: int
    x: Axis
    y: Axis | None
    walks: tuple[Walk, ...]
    here: Spot
