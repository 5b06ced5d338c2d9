"""Numbers of a matrix in, a table with a shade for every number out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.graph.matrices import Matrices, Rows
from app.graph.model import Node, Number
from app.graph.naming import called
from app.graph.numbers import exact, short
from app.web.figures import Figure

_STRENGTHS = 8
"""So many shades a colour has."""


@dataclass(frozen=True)
class Cell:
    """A number with its shade: "above" or "below" 0, 0 to 8 strong, or "bad"."""

    figure: Figure
    kind: str
    strength: int


@dataclass(frozen=True)
class Grid:
    """A matrix as a table: the parameters over their columns, the entries, and the rows by their names."""

    groups: tuple[tuple[str, int], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    scale: str


def grid(found: Matrices, labels: Sequence[str], numbers: Rows, nodes: dict[str, Node], zero: float = 0.0) -> Grid:
    """A matrix over the columns of the matrices, its rows named by `labels`; numbers up to `zero` are not shaded."""
    scale = _largest([number for row in numbers for number in row])
    groups = tuple((called(nodes[node]), len([*each])) for node, each in groupby(found.parameters))
    heads = tuple(
        name.removeprefix(called(nodes[node])) for name, node in zip(found.columns, found.parameters, strict=True)
    )
    rows = tuple((label, cells(row, zero, scale)) for label, row in zip(labels, numbers, strict=True))
    return Grid(groups, heads if any(heads) else (), rows, short(scale))


def _largest(numbers: Sequence[Number]) -> float:
    return max((abs(float(number)) for number in numbers if not isinstance(number, str)), default=0.0)


def cells(numbers: Sequence[Number], zero: float, scale: float | None = None) -> tuple[Cell, ...]:
    """Numbers with shades: full ones for `scale` (default: the largest of them), none up to `zero`."""
    scale = _largest(numbers) if scale is None else scale
    return tuple(_cell(number, zero, scale) for number in numbers)


def _cell(number: Number, zero: float, scale: float) -> Cell:
    figure = Figure(short(number), exact(number, "float64"))
    if isinstance(number, str):
        return Cell(figure, "bad", 0)
    if abs(number) <= zero:
        return Cell(replace(figure, short="0"), "", 0)
    strength = round(_STRENGTHS * abs(number) / scale) if scale else 0
    return Cell(figure, "above" if number > 0 else "below", strength)
