"""The runs of a program in, a plan out: which of its parameters' entries are the axes, and over which range."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from app.errors import RequestError, Text, text
from app.graph.model import Number, Run, Series
from app.graph.scales import widened
from app.graph.surface import Axis, Plan, Range, Spot, Walk

MOST_SPOTS = 400
_ALONE = 5.0
"""Half the width of a range around a walk of one spot, if its number is not larger."""
_NEAR = 2.0
"""The same for a walk that hardly moves."""
_MARGIN = 0.8
"""Half the width of a range, in lengths of the walk."""
_AWAY = 4.0
"""Spots whose loss is so many times the first one do not widen the range: a run that diverges leaves the picture."""
_LARGEST = 1e30
NO_LOSSES: Mapping[int, Number] = MappingProxyType({})


def plan_surface(
    runs: Sequence[tuple[str, Run]],
    pass_index: int,
    *,
    shown: int | None = None,
    names: Sequence[str] = (),
    ranges: Sequence[Range | None] = (None, None),
    count: int,
    own: int = 0,
) -> Plan:
    """The plan of the calculation of pass `pass_index` of the run at place `own`, with the walks of all; `shown` is the
    pass whose place is marked. Without names the axes are the only two entries, or those that moved most.

    Raises:
        RequestError: `no-surface`, `axis` or `range`; there is nothing to draw, or not what was asked for.
    """
    run = runs[own][1]
    curves = entries(run)
    if not curves:
        raise _nothing(
            text("A surface needs a parameter of one number, or of a few, at the top level of the program."),
            text("For instance w = torch.tensor(1.0, requires_grad=True)."),
        )
    chosen = [*names] or usual_names(run)
    if unknown := [name for name in chosen if name not in curves]:
        known = ", ".join(curves)
        raise RequestError(
            text("No parameter of the program has an entry %(name)s.", name=unknown[0][:40]),
            code="axis",
            hint=text("There are: %(names)s.", names=known[:200]),
        )
    walks = [(label, walk(each, chosen)) for label, each in runs]
    here = _spot(curves, chosen, pass_index if shown is None else shown)
    spans = _ranges([spot for _, spots in walks for spot in spots] or [here], ranges, len(chosen))
    axes = [Axis(name, low, high, count) for name, (low, high) in zip(chosen, spans, strict=True)]
    y = axes[1] if len(axes) == 2 else None
    return Plan(pass_index, axes[0], y, tuple(Walk(label, tuple(spots)) for label, spots in walks), here)


def entries(run: Run) -> dict[str, Series]:
    """The entries of the small parameters, by name, each with its numbers from pass to pass."""
    return {series.name: series for series in run.series if series.kind == "parameter" and _finite(series.values)}


def usual_names(run: Run) -> list[str]:
    """The axes that nobody chose: the only entries, or the two that moved most."""
    curves = entries(run)

    def moved(name: str) -> float:
        numbers = _finite(curves[name].values)
        return min(numbers) - max(numbers)

    most = sorted(curves, key=moved)[:2]
    return [name for name in curves if name in most]


def first_pass(run: Run, names: Sequence[str]) -> int:
    """The first pass in which all these entries are there."""
    curves = entries(run)
    return max((curves[name].passes[0] for name in names if name in curves), default=0)


def walk(run: Run, names: Sequence[str]) -> list[Spot]:
    """Where a run stood: at the first and the last pass, and at most a few hundred between."""
    curves = entries(run)
    if any(name not in curves for name in names):
        return []
    passes = sorted({index for name in names for index in curves[name].passes})
    first = first_pass(run, names)
    passes = [index for index in passes if index >= first]
    step = math.ceil(len(passes) / MOST_SPOTS)
    kept = [*passes[::step], *passes[-1:]] if (len(passes) - 1) % step else passes[::step]
    found = (_spot(curves, names, index, _losses(run)) for index in kept)
    return [spot for spot in found if abs(spot.x) < _LARGEST and abs(spot.y or 0.0) < _LARGEST]


def _spot(
    curves: Mapping[str, Series], names: Sequence[str], index: int, losses: Mapping[int, Number] = NO_LOSSES
) -> Spot:
    """Where a run stood in a pass; the loss is NaN where a thinned series does not have the very pass."""
    places = [_at(curves[name], index) for name in names]
    exactly = all(_has(curves[name], index) for name in names)
    return Spot(
        places[0], places[1] if len(places) == 2 else None, losses.get(index, "nan") if exactly else "nan", index
    )


def _has(series: Series, index: int) -> bool:
    place = bisect_left(series.passes, index)
    return place < len(series.passes) and series.passes[place] == index


def _losses(run: Run) -> dict[int, Number]:
    loss = next((series for series in run.series if series.kind == "loss"), None)
    return {} if loss is None else dict(zip(loss.passes, loss.values, strict=True))


def _at(series: Series, index: int) -> float:
    """The number at a pass; between the passes of a thinned series, what lies on the straight line."""
    place = min(bisect_left(series.passes, index), len(series.passes) - 1)
    here = _float(series.values[place])
    if series.passes[place] <= index or place == 0:
        return here
    before, after = series.passes[place - 1], series.passes[place]
    was = _float(series.values[place - 1])
    return was + (here - was) * (index - before) / (after - before)


def _ranges(spots: Sequence[Spot], given: Sequence[Range | None], axes: int) -> list[Range]:
    first = _float(spots[0].loss)
    near = [spot for spot in spots if not _float(spot.loss) > _AWAY * abs(first)] or [*spots]
    columns = [[spot.x for spot in near], [spot.y or 0.0 for spot in near]][:axes]
    columns = [[number for number in column if math.isfinite(number)] or [0.0] for column in columns]
    lengths = [max(column) - min(column) for column in columns]
    found = []
    for column, length, wanted in zip(columns, lengths, given, strict=False):
        middle = (max(column) + min(column)) / 2
        least = max(_ALONE, 1.5 * abs(middle)) if len(near) == 1 else max(_NEAR, abs(middle))
        half = max(_MARGIN * length, _MARGIN / 2 * max(lengths), least)
        found.append(widened(middle - half, middle + half) if wanted is None else _checked(wanted))
    return found


def _checked(wanted: Range) -> Range:
    low, high = wanted
    if not (abs(low) < _LARGEST and abs(high) < _LARGEST and high - low > 1e-6 * max(abs(low), abs(high), 1e-12)):
        raise RequestError(
            text("A range goes from a smaller number to a larger one."),
            code="range",
            hint=text("For instance from -5 to 5."),
        )
    return wanted


def _finite(values: Iterable[Number]) -> list[float]:
    return [number for number in map(_float, values) if math.isfinite(number)]


def _float(number: Number) -> float:
    """
    >>> _float("-inf"), _float(2)
    (-inf, 2.0)
    """
    return float(number)


def _nothing(says: Text, hint: Text) -> RequestError:
    return RequestError(says, code="no-surface", hint=hint)
