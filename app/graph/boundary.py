"""What a classifier of points in the plane says at every place, as plain frozen data."""

import msgspec

from app.graph.surface import Axis, Ring

BOUNDARY_VERSION = 1


class Datum(msgspec.Struct, frozen=True):
    """A point of the data; `label` and `said` count the classes from 0: what it is, and what the model says."""

    x: float
    y: float
    label: int
    said: int


class Region(msgspec.Struct, frozen=True):
    """Where the model says one class: polygons, each an outer ring and then its holes."""

    label: str
    polygons: tuple[tuple[Ring, ...], ...]


class Boundary(msgspec.Struct, frozen=True):
    """The regions of the classes in one pass, with the data on them; `right` counts the points of `total` that the
    model says right. Of very many points some are left out of `points`."""

    version: int
    pass_index: int
    x: Axis
    y: Axis
    regions: tuple[Region, ...]
    points: tuple[Datum, ...]
    right: int
    total: int
