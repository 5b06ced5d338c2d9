"""Where things stand in a picture, as plain data: what the layout is given and what it gives back.

Units are points of the picture; x grows to the right, y downwards; a box's x and y are its centre.
"""

from functools import cached_property

import msgspec


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """A node to be placed: its size, and whether it may be drawn once per use (a leaf)."""

    id: str
    width: float
    height: float
    leaf: bool


class Link(msgspec.Struct, frozen=True, array_like=True):
    """An edge to be routed."""

    id: str
    source: str
    target: str


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """A frame to be drawn around outlines: `outlines` are those that stand in no frame inside it, `parent` is the id
    of the frame around it, which comes before it."""

    id: str
    outlines: tuple[str, ...]
    parent: str | None


class Structure(msgspec.Struct, frozen=True, array_like=True):
    """All that a layout depends on: equal structures share one layout, whatever their numbers."""

    outlines: tuple[Outline, ...]
    links: tuple[Link, ...]
    frames: tuple[Frame, ...] = ()


class Box(msgspec.Struct, frozen=True, array_like=True):
    """A placed node. `id` is the node's id, or "n3@e7" for the alias of node n3 that stands beside use by edge e7."""

    id: str
    node: str
    x: float
    y: float
    width: float
    height: float


class Route(msgspec.Struct, frozen=True, array_like=True):
    """A routed edge: the control points of a cubic Bezier chain (1 + 3k points), or of a polyline."""

    edge: str
    curved: bool
    points: tuple[tuple[float, float], ...]


class Rectangle(msgspec.Struct, frozen=True, array_like=True):
    """A placed frame, with room for a label along its top."""

    frame: str
    x: float
    y: float
    width: float
    height: float


class Placement(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """A laid-out picture; `engine` says who made it ("dot", "dot fast", "layered"). Outer frames come before inner."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    engine: str
    frames: tuple[Rectangle, ...] = ()

    @cached_property
    def boxes_of(self) -> dict[str, list[Box]]:
        """The boxes of each node: its own and its aliases."""
        found: dict[str, list[Box]] = {}
        for box in self.boxes:
            found.setdefault(box.node, []).append(box)
        return found

    @cached_property
    def route_of(self) -> dict[str, Route]:
        """The route of each edge."""
        return {route.edge: route for route in self.routes}
