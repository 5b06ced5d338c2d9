"""The runs of a program with `choose(...)` in; the choices, the table and the shared curves of their losses out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.graph.model import Choice, Number, Request, Run, Series
from app.graph.numbers import short
from app.graph.progress import Progress
from app.graph.variants import picks, taking
from app.web import token
from app.web.language import grouped, say
from app.web.training.contest import Entrant
from app.web.walk.passes import HEIGHT, steep, thinned
from app.web.walk.running import State, progress, state

MOST_COLUMNS = 6
MOST_AT_ONCE = 10_000
"""So many passes in all are computed without being asked for."""
COLOURS = 8
"""The first run has the second of them: its walk must show on the blue of a surface."""


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
    """One run in the table of a comparison; `path` is its loss in the shared chart. While it is not over, `progress`
    says how it is doing."""

    label: str
    address: str
    here: bool
    colour: int
    passes: str
    loss: str
    entries: tuple[str, ...]
    path: str
    failed: str
    progress: State | None


@dataclass(frozen=True)
class Compared:
    """_compare.html: all runs; `names` are the parameters of the table's columns, `high` and `low` end the chart. While
    runs go on, `stream` is where to hear of them, and `whole` the query of the page that waits for all."""

    rows: tuple[Row, ...]
    names: tuple[str, ...]
    width: int
    high: str
    low: str
    logarithmic: bool
    back: str
    surface: str
    over: int
    stream: str
    whole: str


def choices(asked: Request, run: Run) -> Choices | None:
    """The choices of a run; None for a program without."""
    if not run.choices:
        return None
    picked = picks(run)
    lines = tuple(
        (choice.span.line, tuple(_options(asked, picked, place, choice))) for place, choice in enumerate(run.choices)
    )
    count = math.prod(len(choice.options) for choice in run.choices)
    return Choices(lines, count, f"/p/{token.encode(asked)}/compare", count * len(run.passes) <= MOST_AT_ONCE)


def _options(asked: Request, picked: tuple[int, ...], place: int, choice: Choice) -> list[Option]:
    found = []
    for option, words in enumerate(choice.options):
        taken = asked if option == choice.picked else taking(asked, (*picked[:place], option, *picked[place + 1 :]))
        found.append(Option(words, _address(taken), option == choice.picked))
    return found


def _address(asked: Request) -> str:
    return f"/p/{token.encode(asked)}"


def comparison(asked: Request, entrants: Sequence[Entrant], stream: str = "", whole: str = "") -> Compared:
    """The table and the chart, as far as the runs have come."""
    told = [progress(each.follower.report if each.follower else None) for each in entrants]
    points = [_points(each, seen) for each, seen in zip(entrants, told, strict=True)]
    heights = [y for each in points for _, y in each]
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    logarithmic = bool(heights) and steep(heights)
    names = tuple(dict.fromkeys(series.name for each in entrants for series in _parameters(each.run)))
    rows = tuple(
        _row(place, each, asked, names[:MOST_COLUMNS], _path(points[place], low, high, logarithmic))
        for place, each in enumerate(entrants)
    )
    width = max(_length(each, seen) for each, seen in zip(entrants, told, strict=True))
    return Compared(
        rows, names[:MOST_COLUMNS], max(width - 1, 1), short(high), short(low), logarithmic, _address(asked),
        f"{_address(asked)}/surface" if names else "", sum(each.run is not None for each in entrants), stream, whole,
    )  # fmt: skip


def _row(place: int, entrant: Entrant, asked: Request, names: Sequence[str], path: str) -> Row:
    run = entrant.run
    loss = _series(run, "loss")
    last = {series.name: series.last for series in _parameters(run)}
    return Row(
        label=entrant.label,
        address=_address(entrant.asked),
        here=entrant.asked == asked,
        colour=(place + 1) % COLOURS + 1,
        passes=str(grouped(len(run.passes))) if run else "",
        loss=short(loss.values[-1]) if loss else "–",
        entries=tuple(short(last[name]) if name in last else "–" for name in names),
        path=path,
        failed=say(run.error.message) if run and run.error else "",
        progress=None if run else state(entrant.follower.report if entrant.follower else None),
    )


def _parameters(run: Run | None) -> list[Series]:
    return [series for series in run.series if series.kind == "parameter"] if run else []


def _series(run: Run | None, kind: str) -> Series | None:
    return next((series for series in run.series if series.kind == kind), None) if run else None


def _points(entrant: Entrant, told: Progress | None) -> list[tuple[int, float]]:
    """The losses of a run, or those that it has told so far."""
    loss = _series(entrant.run, "loss")
    if entrant.run is None and told is not None:
        loss = Series("loss", "loss", tuple(told.places), tuple(told.losses))
    return [(x, float(y)) for x, y in zip(loss.passes, loss.values, strict=True) if _is_number(y)] if loss else []


def _length(entrant: Entrant, told: Progress | None) -> int:
    """The passes of a run, or so many as it is expected to have."""
    if entrant.run is not None:
        return len(entrant.run.passes)
    return 0 if told is None else max(told.passes, told.expected or 0)


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
