"""The series of a run as a table for spreadsheets: series come in, CSV goes out."""

import csv
import io
from collections.abc import Sequence

from app.graph.model import Series


def write(series: Sequence[Series]) -> bytes:
    """One row a pass, counted from 0, and one column a series; a cell is empty where a series has no number.

    >>> write([Series("loss", "loss", (0, 1), (2.5, "nan")), Series("w[0]", "gradient", (1,), (-1.0,))])
    b'pass,loss,gradient w[0]\\r\\n0,2.5,\\r\\n1,nan,-1.0\\r\\n'
    """
    columns = [dict(zip(each.passes, each.values, strict=True)) for each in series]
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(("pass", *(heading(each) for each in series)))
    for place in sorted(set().union(*columns)):
        table.writerow((place, *(column.get(place, "") for column in columns)))
    return lines.getvalue().encode()


def heading(series: Series) -> str:
    """The name of a column: a parameter and its gradient share their name, so the kind stands before it."""
    return series.name if series.name == series.kind else f"{series.kind} {series.name}"
