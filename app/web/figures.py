"""Values as figures for a page: short for tables, exact for the panel and the tooltip, rows for a small tensor."""

from dataclasses import dataclass

from app.graph.model import Value
from app.graph.numbers import exact, extent, label, lines, short


@dataclass(frozen=True)
class Figure:
    """A number or tensor for a person: short, exact, and, for a small tensor, its rows; `statistics` says that the rows
    are pairs of a word and a number instead."""

    short: str
    exact: str
    rows: tuple[tuple[str, ...], ...] = ()
    shape: str = ""
    statistics: bool = False


MOST_ROWS = 6
MOST_COLUMNS = 5
CORNER = 3


def figure(value: Value | None) -> Figure | None:
    """A figure of a value; None where there is none yet."""
    if value is None:
        return None
    if value.shape == () and value.data is not None:
        return Figure(label(value), exact(value.data, value.dtype))
    shape = f"{value.dtype} {extent(value.shape)}"
    rows = lines(value)
    if rows and (len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS):
        rows = _corner(rows)
    return Figure(label(value), shape, rows or _statistics(value), extent(value.shape), statistics=not rows)


def _corner(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The first rows and columns of a matrix, with dots for the rest.

    >>> _corner((("1", "2", "3", "4", "5", "6"),))
    (('1', '2', '3', '…'),)
    """
    kept = tuple((*row[:CORNER], "…") if len(row) > CORNER else row for row in rows[:CORNER])
    return (*kept, ("⋮",)) if len(rows) > CORNER else kept


def _statistics(value: Value) -> tuple[tuple[str, ...], ...]:
    """What is known of a tensor that is too large to be written out."""
    stats = value.stats
    if stats is None:
        return ()
    named = {"min": stats.minimum, "max": stats.maximum, "mean": stats.mean, "std": stats.std, "norm": stats.norm}
    counted = {"nan": stats.nans, "inf": stats.infinities}
    rows = [(name, short(number)) for name, number in named.items()]
    return (*rows, *((name, str(count)) for name, count in counted.items() if count))
