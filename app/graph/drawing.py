"""The geometry of the picture's boxes: a Node comes in, the texts and places on its box go out. No markup, no numbers.

A box depends on the node's kind, names and shape only, so that every step and every value shares one layout.

    +--------------+
    |   name  op   |   header: absent where there is neither
    | =     0.525  |   one band a field, "value" and, where one is possible, "grad";
    | ∂   0.00868  |   a small matrix takes a line a row
    +--------------+
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal

from app.graph.coordinates import Frame, Link, Outline, Structure
from app.graph.framing import framings
from app.graph.model import Graph, Kind, Node

Field = Literal["value", "grad"]

HEADER = 18.0
LINE = 15.0
PAD = 1.0
GUTTER = 13.0
COLUMN = {1: 58.0, 2: 50.0, 3: 50.0}
SIDE = 9.0
NAME_SIZE = 11.0
NAME_COLUMNS = 18.0
MOST = 3
ASPECT_WIDE = 1.0
ASPECT_NARROW = 0.58


@dataclass(frozen=True, slots=True)
class Band:
    """A field's place on a box: its top from the box's top, and the lines and columns of numbers that fit."""

    field: Field
    top: float
    height: float
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Face:
    """A box: its size, the name and symbol of its header (either may be empty), and its bands."""

    width: float
    height: float
    name: str
    symbol: str
    bands: tuple[Band, ...]


def face(node: Node) -> Face:
    """The box of a node."""
    return _face(node.kind, node.name or "", node.symbol, node.shape, node.requires_grad)


def structure(graph: Graph) -> Structure:
    """All that the layout of a graph depends on."""
    faces = ((node, face(node)) for node in graph.nodes)
    return Structure(
        tuple(Outline(node.id, box.width, box.height, node.kind != "op") for node, box in faces),
        tuple(Link(edge.id, edge.source, edge.target) for edge in graph.edges),
        tuple(Frame(frame.group.id, tuple(frame.members), frame.parent) for frame in framings(graph)),
    )


def columns(text: str) -> float:
    """The width of a text in ems, estimated: Chinese, Japanese and Korean characters take one, others less.

    >>> columns("权重"), columns("w1")
    (2.0, 1.16)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return wide * ASPECT_WIDE + (len(text) - wide) * ASPECT_NARROW


def clip(text: str, most: float) -> str:
    """The text, cut and ended with "…" where it is wider than `most` ems.

    >>> clip("a_very_long_name_for_a_tensor", 6), clip("总损失", 6)
    ('a_very_lo…', '总损失')
    """
    if columns(text) <= most:
        return text
    kept = 0.0
    for place, character in enumerate(text):
        kept += columns(character)
        if kept > most - ASPECT_NARROW:
            return text[:place] + "…"
    return text


def grid(shape: tuple[int, ...]) -> tuple[int, int]:
    """The rows and columns of numbers that a box shows of a tensor; (1, 1) stands for one text.

    >>> grid(()), grid((2,)), grid((3, 2)), grid((64, 1000))
    ((1, 1), (1, 2), (3, 2), (1, 1))
    """
    if len(shape) > 2 or not all(0 < size <= MOST for size in shape):
        return 1, 1
    rows, across = (1, 1, *shape)[-2:]
    return rows, across


@lru_cache(maxsize=4096)
def _face(kind: Kind, name: str, symbol: str, shape: tuple[int, ...], tracked: bool) -> Face:
    name = clip(name, NAME_COLUMNS / 2)
    symbol = symbol if kind == "op" else ""
    symbol = clip(symbol, NAME_COLUMNS / 2)
    rows, across = grid(shape)
    top = HEADER if name or symbol else PAD
    fields: tuple[Field, ...] = ("value", "grad") if tracked else ("value",)
    bands = tuple(Band(field, top + i * rows * LINE, rows * LINE, rows, across) for i, field in enumerate(fields))
    gutter = GUTTER if tracked else 6.0
    numbers = gutter + across * COLUMN[across] + 3.0
    header = columns(f"{name} {symbol}".strip()) * NAME_SIZE + 2 * SIDE
    height = top + len(fields) * rows * LINE + PAD
    # even, so that a box whose centre is a whole point has its sides on whole points
    width = 2 * ceil(max(numbers, header) / 2)
    return Face(width, height, name, symbol, bands)
