"""One node's numbers, looked at closely: a window of them, statistics and a histogram of all, and facts, as plain data.

A tensor is looked at as a table: its last dimension runs along the columns, all others are folded into the rows.
"""

from typing import Annotated, Literal

import msgspec

from app.errors import Text
from app.graph.model import Number, Stats, Value

INSPECTION_VERSION = 1
Field = Literal["value", "gradient"]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a table: its first row and column, counted from 0, and how many of each; without a size the rest."""

    row: Count = 0
    column: Count = 0
    rows: Count | None = None
    columns: Count | None = None


class Aim(msgspec.Struct, frozen=True):
    """What is to be inspected: the value, or the gradient, of a node in a pass."""

    pass_index: int
    node: str
    field: Field = "value"
    window: Window = Window()


class Histogram(msgspec.Struct, frozen=True):
    """How many of all finite numbers lie in each of several equally wide ranges from `low` to `high`."""

    low: float
    high: float
    counts: tuple[int, ...]


class Saved(msgspec.Struct, frozen=True):
    """A tensor that an autograd node keeps for the backward pass: torch's name for it, its numbers, and which node of
    the graph it is (null where it is none, as the mean and the spread of a normalisation)."""

    name: str
    value: Value
    node: str | None


class Inspection(msgspec.Struct, frozen=True):
    """The answer. `rows` and `columns` are those of the whole table, `window` what is shown of it: `numbers` exactly,
    or null where they are too many, and `blocks` always: the means of blocks, `block_rows` by `block_columns`.
    `largest` is the largest absolute value of all. `stats` is null for an empty tensor. `saved` is what
    the node keeps for the backward pass."""

    version: int
    pass_index: int
    node: str
    name: str | None
    field: Field
    shape: tuple[int, ...]
    dtype: str
    rows: int
    columns: int
    window: Window
    numbers: tuple[tuple[Number, ...], ...] | None
    blocks: tuple[tuple[Number, ...], ...]
    block_rows: int
    block_columns: int
    largest: float
    stats: Stats | None
    histogram: Histogram | None
    facts: tuple[Text, ...]
    saved: tuple[Saved, ...] = ()
