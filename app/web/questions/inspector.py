"""The inspector's page: every number of a node's value or gradient, from a heatmap down to a table of exact numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from msgspec.structs import replace

from app.errors import Problem, Text
from app.export.heat import draw_heat, draw_histogram, scale_of
from app.graph.inspection import Inspection, Window
from app.graph.model import Graph, Run
from app.graph.numbers import exact, extent, short
from app.graph.questions import InspectQuestion
from app.pipeline import Pipeline
from app.web import token
from app.web.answering import REFUSALS, answer_page, back_to, reason
from app.web.bodies import InspectBody
from app.web.excerpts import name_of
from app.web.language import gettext
from app.web.questions.inspect_api import aim_of, graph_of, inspect_body
from app.web.questions.kept import Kept, kept
from app.web.questions.questions import MOST_CHOICES, Choice, first_of
from app.web.render import drawn
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(include_in_schema=False)
TABLE_ROWS, TABLE_COLUMNS = 32, 16
Address = Callable[[Window], str]


@dataclass(frozen=True)
class Cell:
    """A number of the table, and whether it is none that one can calculate with."""

    words: str
    bad: bool


@dataclass(frozen=True)
class Numbers:
    """A table of exact numbers, with the indices of its rows and columns."""

    columns: tuple[int, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Closely:
    """What there is to see of a tensor: its numbers, or a heatmap where they are many. `out` leads to all of it."""

    name: str
    gradient: bool
    extent: str
    dtype: str
    count: int
    rows: int
    columns: int
    window: Window
    numbers: Numbers | None
    heat: Markup | None
    histogram: Markup | None
    scale: str
    block: tuple[int, int]
    statistics: tuple[tuple[str, str], ...]
    facts: tuple[Text, ...]
    saved: tuple[Kept, ...]
    out: str | None
    other: str


@dataclass(frozen=True)
class InspectorPart:
    """_inspector.html: a tensor from close by, or why not; the nodes to choose from."""

    token: str
    back: str
    pass_index: int
    field: str
    choices: tuple[Choice, ...]
    seen: Closely | None
    problem: Problem | None


@router.get("/p/{packed}/inspect")
async def inspector(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """The numbers of one node; `?pass=`, `node=` and `of=gradient` choose it, `row=` to `columns=` a window."""
    asked = token.decode(packed, settings.body_bytes)
    part = await _part(pipeline, inspect_body(asked, request.query_params), packed)
    return answer_page(request, "inspector", gettext("Inspector"), part)


async def _part(pipeline: Pipeline, body: InspectBody, packed: str) -> InspectorPart:
    back = back_to(packed, body.pass_index)
    choices: tuple[Choice, ...] = ()
    try:
        wanted, run, graph = await graph_of(pipeline, body, body.pass_index)
        body = replace(body, node=body.node or first_of(graph))
        choices = _choices(graph, run, body.node)
        found = await pipeline.ask(InspectQuestion(wanted, aim_of(body)))
    except REFUSALS as error:
        return InspectorPart(packed, back, body.pass_index, body.field, choices, None, reason(error))
    seen = _closely(found, graph, run)
    return InspectorPart(packed, back, body.pass_index, body.field, choices, seen, None)


def _choices(graph: Graph, run: Run, chosen: str) -> tuple[Choice, ...]:
    """The parameters first, then what has a name, then the rest."""
    nodes = sorted(graph.nodes, key=lambda node: (node.kind != "parameter", node.name is None))
    return tuple(
        Choice(node.id, name_of(node, graph, run.source), chosen == node.id or chosen in node.names)
        for node in nodes[:MOST_CHOICES]
    )


def _closely(found: Inspection, graph: Graph, run: Run) -> Closely:
    node = next(node for node in graph.nodes if node.id == found.node)
    name, whole = name_of(node, graph, run.source), (found.rows, found.columns)
    is_small = len(found.numbers or ()) <= TABLE_ROWS and (found.window.columns or 0) <= TABLE_COLUMNS
    numbers = _numbers(found) if found.numbers is not None and is_small else None
    address = _addresses(found, found.field)
    heat = None if numbers else drawn(draw_heat(found, address, gettext("Heatmap of %(name)s") % {"name": name}))
    title = gettext("Histogram of all numbers")
    return Closely(
        name=name,
        gradient=found.field == "gradient",
        extent=extent(found.shape),
        dtype=found.dtype,
        count=found.rows * found.columns,
        rows=found.rows,
        columns=found.columns,
        window=found.window,
        numbers=numbers,
        heat=heat,
        histogram=drawn(draw_histogram(found.histogram, title)) if found.histogram else None,
        scale=short(scale_of(found)),
        block=(found.block_rows, found.block_columns),
        statistics=_statistics(found),
        facts=found.facts,
        saved=tuple(kept(saved, found, graph, run) for saved in found.saved),
        out=address(Window()) if (found.window.rows, found.window.columns) != whole else None,
        other=_addresses(found, "value" if found.field == "gradient" else "gradient")(found.window),
    )


def _addresses(found: Inspection, field: str) -> Address:
    kept: dict[str, str | int] = {"pass": found.pass_index} if found.pass_index else {}
    kept |= {"node": found.node} | ({"of": "gradient"} if field == "gradient" else {})

    def address(window: Window) -> str:
        places = {"row": window.row, "column": window.column, "rows": window.rows, "columns": window.columns}
        return f"?{urlencode(kept | {name: place for name, place in places.items() if place})}"

    return address


def _numbers(found: Inspection) -> Numbers:
    window = found.window
    rows = tuple(
        (window.row + place, tuple(Cell(exact(number, found.dtype), isinstance(number, str)) for number in row))
        for place, row in enumerate(found.numbers or ())
    )
    return Numbers(tuple(range(window.column, window.column + (window.columns or 0))), rows)


def _statistics(found: Inspection) -> tuple[tuple[str, str], ...]:
    """By the names that torch has for them."""
    stats = found.stats
    if stats is None:
        return ()
    named = {"min": stats.minimum, "max": stats.maximum, "mean": stats.mean, "std": stats.std, "norm": stats.norm}
    counted = {"zeros": stats.zeros, "nan": stats.nans, "inf": stats.infinities}
    return (
        *((name, exact(number, found.dtype)) for name, number in named.items()),
        *((name, str(count)) for name, count in counted.items() if count),
    )
