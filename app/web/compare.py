"""The runs of a program with `choose(...)` in; the choices, the table and the shared curves of their losses out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from app.graph.model import Choice, Number, Request, Run, Series
from app.graph.numbers import short
from app.graph.variants import label
from app.web import token
from app.web.passes import HEIGHT, steep, thinned

MOST_COLUMNS = 6
MOST_AT_ONCE = 10_000
"""So many passes in all are computed without being asked for."""
COLOURS = 8


@dataclass(frozen=True)
class Option:
    """One option of a `choose(...)`, and where the run that takes it is shown."""

    words: str
    address: str
    here: bool


@dataclass(frozen=True)
class Choices:
    """_choices.html: every `choose(...)` of the program, by line; `at_once`: short enough to be compared unasked."""

    lines: tuple[tuple[int, tuple[Option, ...]], ...]
    runs: int
    address: str
    at_once: bool


@dataclass(frozen=True)
class Row:
    """One run in the table of a comparison; `path` is its loss in the shared chart."""

    label: str
    address: str
    here: bool
    colour: int
    passes: int
    loss: str
    entries: tuple[str, ...]
    path: str
    failed: str


@dataclass(frozen=True)
class Compared:
    """_compare.html: all runs; `names` are the parameters of the table's columns, `high` and `low` end the chart."""

    rows: tuple[Row, ...]
    names: tuple[str, ...]
    width: int
    high: str
    low: str
    logarithmic: bool
    back: str
    surface: str


def choices(asked: Request, run: Run) -> Choices | None:
    """The choices of a run; None for a program without."""
    if not run.choices:
        return None
    picked = tuple(choice.picked for choice in run.choices)
    lines = tuple(
        (choice.span.line, tuple(_options(asked, picked, place, choice))) for place, choice in enumerate(run.choices)
    )
    count = math.prod(len(choice.options) for choice in run.choices)
    return Choices(lines, count, f"/p/{token.encode(asked)}/compare", count * len(run.passes) <= MOST_AT_ONCE)


def _options(asked: Request, picked: tuple[int, ...], place: int, choice: Choice) -> list[Option]:
    found = []
    for option, words in enumerate(choice.options):
        taken = replace(asked, choices=(*picked[:place], option, *picked[place + 1 :]))
        found.append(Option(words, _address(taken), option == choice.picked))
    return found


def _address(asked: Request) -> str:
    return f"/p/{token.encode(asked)}"


def comparison(asked: Request, runs: Sequence[tuple[Request, Run]]) -> Compared:
    """The table and the chart."""
    losses = [_series(run, "loss") for _, run in runs]
    points = [
        [(x, float(y)) for x, y in zip(each.passes, each.values, strict=True) if _is_number(y)] if each else []
        for each in losses
    ]
    heights = [y for each in points for _, y in each]
    logarithmic = bool(heights) and steep(heights)
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    names = tuple(dict.fromkeys(each.name for _, run in runs for each in run.series if each.kind == "parameter"))
    rows = tuple(
        _row(place, each, asked, names[:MOST_COLUMNS], _path(points[place], low, high, logarithmic))
        for place, each in enumerate(runs)
    )
    width = max((len(run.passes) - 1 for _, run in runs), default=1)
    return Compared(
        rows, names[:MOST_COLUMNS], max(width, 1), short(high), short(low), logarithmic, _address(asked),
        f"{_address(asked)}/surface" if 0 < len(names) else "",
    )  # fmt: skip


def _row(place: int, each: tuple[Request, Run], asked: Request, names: Sequence[str], path: str) -> Row:
    request, run = each
    loss = _series(run, "loss")
    last = {series.name: series.values[-1] for series in run.series if series.kind == "parameter"}
    return Row(
        label=label(run),
        address=_address(request),
        here=request.choices == (asked.choices or tuple(0 for _ in run.choices)),
        colour=place % COLOURS + 1,
        passes=len(run.passes),
        loss=short(loss.values[-1]) if loss else "–",
        entries=tuple(short(last[name]) if name in last else "–" for name in names),
        path=path,
        failed=run.error.message.text if run.error else "",
    )


def _series(run: Run, kind: str) -> Series | None:
    return next((series for series in run.series if series.kind == kind), None)


def _is_number(value: Number) -> bool:
    return not isinstance(value, str) and math.isfinite(value)


def _path(points: Sequence[tuple[int, float]], low: float, high: float, logarithmic: bool) -> str:
    """The loss of one run in the scale that all share, x by pass and y from 0 to 100 downwards."""
    scale = math.log if logarithmic else float
    bottom, top = scale(low), scale(high)
    if len(points) < 2:
        return ""
    placed = [(x, HEIGHT * (top - scale(y)) / (top - bottom) if top > bottom else HEIGHT / 2) for x, y in points]
    return "M" + "L".join(f"{x} {y:.4g}" for x, y in thinned(placed))
