"""The charts of a run: series come in, what their legends, scales and table say goes out."""

import math
from collections.abc import Sequence

import msgspec

from app.graph.model import Number, Run, Series, SeriesKind
from app.graph.numbers import short
from app.surfaces.classifiers import seems_to_classify
from app.web.language import gettext
from app.web.training.charts import Chart, Curve, Curves
from app.web.walk.passes import steep

KINDS: tuple[SeriesKind, ...] = ("loss", "parameter", "gradient", "norm", "gradient-norm", "learning-rate")
NEVER_NEGATIVE = frozenset({"loss", "norm", "gradient-norm", "learning-rate"})
COLOURS = 8
DASHES = 3
SHARED = {"gradient": "parameter", "gradient-norm": "norm"}
"""A parameter looks the same in both of its charts."""
RATE = "learning rate"
"""How the name of such a series begins; a number follows where there are several."""


class SeriesDocument(msgspec.Struct, frozen=True):
    """The series of a run, as the API answers them; `count` is the number of its passes."""

    count: int
    series: tuple[Series, ...]


def curves(run: Run, here: int, token: str) -> Curves | None:
    """The charts, in the order of KINDS, and none for a run in which nothing has two points; None where there is
    nothing else to look at either."""
    long = any(len(series.passes) > 1 for series in run.series)
    charts = tuple(chart for chart in (_chart(kind, run.series) for kind in KINDS) if long and chart.curves)
    drawn = any(each.kind == "parameter" for each in run.series)
    graph = run.passes[here].graph if here < len(run.passes) else None
    mapped = graph is not None and seems_to_classify(graph)
    return Curves(here, len(run.passes), charts, token, drawn, mapped) if charts or drawn or mapped else None


def _chart(kind: SeriesKind, series: Sequence[Series]) -> Chart:
    names = list(dict.fromkeys(each.name for each in series if _looks(each.kind) == _looks(kind)))
    own = [each for each in series if each.kind == kind]
    return Chart(kind, tuple(_curve(each, names.index(each.name)) for each in own), *_scale(kind, own))


def _looks(kind: SeriesKind) -> str:
    return SHARED.get(kind, kind)


def _curve(series: Series, place: int) -> Curve:
    values = series.values
    known = finite(values)
    ends = (short(values[0]), short(values[-1]))
    low, high = (short(min(known)), short(max(known))) if known else ("–", "–")
    final = "" if series.final is None else short(series.final)
    return Curve(_name(series), place % COLOURS + 1, place // COLOURS % DASHES + 1, *ends, low, high, final)


def _name(series: Series) -> str:
    """As the page says it: what the program has named keeps its name."""
    if series.kind == "loss":
        return gettext("loss")
    if series.kind == "learning-rate":
        words = gettext("learning rate")
        return f"{words} {series.name.removeprefix(RATE).strip()}".strip()
    return series.name


def _scale(kind: SeriesKind, series: Sequence[Series]) -> tuple[bool, bool]:
    """Whether a logarithmic scale makes sense, and whether the chart begins with it."""
    known = [number for each in series for number in finite(each.values)]
    offered = kind in NEVER_NEGATIVE and any(number > 0 for number in known)
    return offered, offered and steep(known)


def finite(values: Sequence[Number]) -> list[float]:
    """The numbers among the values.

    >>> finite((1.5, "nan", 2, "inf"))
    [1.5, 2.0]
    """
    return [float(value) for value in values if not isinstance(value, str) and math.isfinite(value)]
