"""The way into this part: a Structure comes in, a Placement goes out, by the engine that suits the picture's size."""

from typing import Literal

import msgspec

from app.graph.coordinates import Frame, Link, Outline, Placement, Structure
from app.graph.framing import FRAMED
from app.layout.aliases import with_aliases
from app.layout.dot import LayoutFailed, dot
from app.layout.layered import layered

Engine = Literal["dot", "layered"]

FINE_NODES = 1000
"""Up to this many boxes Graphviz draws its curves; beyond, straight lines and a shorter search."""


def place(structure: Structure, *, node_limit: int, engine: Engine = "dot") -> Placement:
    """The layout of a structure: Graphviz up to `node_limit` boxes, else, and where it fails, the layered layout.

    `engine="layered"` asks for the layered layout at once, for a picture that took Graphviz too long.
    """
    structure = with_aliases(structure)
    count = len(structure.outlines)
    if count > FRAMED:
        structure = msgspec.structs.replace(structure, frames=())
    if engine == "dot" and 0 < count <= node_limit:
        try:
            return dot(structure, fast=count > FINE_NODES)
        except LayoutFailed:
            pass
    return layered(structure)


def warm_up() -> None:
    """Lays out a small picture in every way, so that all that Graphviz loads is loaded before the worker is sealed."""
    outlines = tuple(Outline(f"n{i}", 74.0, 50.0, i < 2) for i in range(5))
    pairs = ((0, 2), (1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (3, 4), (0, 4))
    links = tuple(Link(f"e{i}", f"n{source}", f"n{target}") for i, (source, target) in enumerate(pairs))
    structure = Structure(outlines, links, (Frame("g0", ("n2", "n3"), None),))
    dot(structure, fast=False)
    dot(structure, fast=True)
    layered(structure)
