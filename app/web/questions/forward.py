"""The page of forward mode: how every node of a pass changes along a direction, beside what reverse mode says."""

from dataclasses import dataclass
from itertools import islice, product
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import QueryParams

from app.errors import Problem, Text
from app.export.svg import draw
from app.graph.folding.sight import VIEWS
from app.graph.model import Graph, Node, Run
from app.graph.model import Request as RunRequest
from app.graph.numbers import extent
from app.graph.questions import TangentsQuestion
from app.graph.tangents import Tangents
from app.pipeline import Pipeline
from app.web import token
from app.web.answering import REFUSALS, answer_page, back_to, reason
from app.web.bodies import integer
from app.web.excerpts import name_of
from app.web.figures import Figure
from app.web.language import gettext, say
from app.web.questions.forward_rows import MOST_ROWS, Row, Side, in_sight, number, rows, sides
from app.web.questions.questions import lost
from app.web.questions.questions_api import recorded
from app.web.questions.swept import Swept
from app.web.questions.tangents_api import tangents_body
from app.web.render import drawn
from app.web.state import PipelineOf, SettingsOf
from app.web.view import USUAL, choose_view, kept_fields, sight
from app.web.walk.sights import Seen

router = APIRouter(include_in_schema=False)
_MOST_DRAWN = 1_000
_MOST_PARAMETERS = 100
_MOST_ENTRIES = 12
_WIDEST = 1_800
"""A picture up to this wide is drawn smaller where a screen is narrower; one beyond it is moved along."""


@dataclass(frozen=True)
class Option:
    """A direction to choose: a parameter, or one entry of it."""

    value: str
    chosen: bool


@dataclass(frozen=True)
class Parameter:
    """A parameter to choose from: as a whole, and, unless it is one number, by its first entries."""

    name: str
    shape: str
    whole: Option
    entries: tuple[Option, ...]


@dataclass(frozen=True)
class Sweep:
    """What forward mode and reverse mode say; a picture that `fits` may be drawn as wide as the page."""

    root: str
    along: str
    dtype: str
    rows: tuple[Row, ...]
    left_out: int
    forward: Figure | None
    reverse: Figure
    sides: tuple[Side, ...]
    agrees: bool | None
    numbers: int
    stopped: Text | None
    notes: tuple[Text, ...]
    drawing: Markup | None
    fits: bool


@dataclass(frozen=True)
class ForwardPart:
    """_forward.html: the tangents, or why there are none; the directions to choose from, and the text of one."""

    token: str
    back: str
    pass_index: int
    parameters: tuple[Parameter, ...]
    direction: str
    sweep: Sweep | None
    problem: Problem | None
    views: tuple[Seen, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


@router.get("/p/{packed}/forward")
async def forward(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """How every node changes along a direction: `of=w` and `entry=0.1` choose a parameter or an entry of it,
    `direction=` is a text such as `w = 1, b = 0.5` instead; `?pass=` chooses the pass, `view=` and `turned=` how the
    graph is seen."""
    choose_view(request)
    asked = token.decode(packed, settings.body_bytes)
    part = await _part(pipeline, asked, request.query_params, packed)
    return answer_page(request, "forward", gettext("Forward mode"), part)


async def _part(pipeline: Pipeline, asked: RunRequest, query: QueryParams, packed: str) -> ForwardPart:
    index = integer(query.get("pass")) or 0
    parameters: tuple[Parameter, ...] = ()
    sweep, problem = None, None
    views: tuple[Seen, ...] = ()
    try:
        wanted, run = await recorded(pipeline, asked, index)
        graph = run.passes[index].graph
        if graph is None:
            raise lost()
        parameters = _parameters(graph, "")
        direction = tangents_body(asked, query).direction
        found = await pipeline.ask(TangentsQuestion(wanted, index, direction))
        parameters = _parameters(graph, found.along[0].label if len(found.along) == 1 else "")
        sweep = await _sweep(pipeline, run, found)
        views = _views(query) if pipeline.membership(run, index).written else ()
    except REFUSALS as error:
        problem = reason(error)
    back = back_to(packed, index)
    return ForwardPart(
        packed, back, index, parameters, query.get("direction", "").strip(), sweep, problem, views, _kept()
    )


def _kept() -> tuple[tuple[str, str], ...]:
    """What the forms must send to keep the view."""
    return () if sight.get() == USUAL else kept_fields()


def _views(query: QueryParams) -> tuple[Seen, ...]:
    """The two ways to see the graph, with the addresses of this page in them."""
    here = sight.get().view
    kept = {name: value for name, value in query.items() if name not in ("view", "turned")}
    return tuple(Seen(name, name == here, "?" + urlencode({**kept, "view": name})) for name in VIEWS)


def _parameters(graph: Graph, chosen: str) -> tuple[Parameter, ...]:
    """What may be chosen; a name that stands for several parameters is that of the last one."""
    nodes = {node.name or node.id: node for node in graph.nodes if node.kind == "parameter" and node.live}
    return tuple(_parameter(name, node, chosen) for name, node in islice(nodes.items(), _MOST_PARAMETERS))


def _parameter(name: str, node: Node, chosen: str) -> Parameter:
    places = islice(product(*map(range, node.shape)), _MOST_ENTRIES if node.shape else 0)
    labels = [f"{name}[{', '.join(map(str, place))}]" for place in places]
    entries = tuple(Option(label, label == chosen) for label in labels)
    return Parameter(name, extent(node.shape), Option(name, name == chosen), entries)


async def _sweep(pipeline: Pipeline, run: Run, found: Tangents) -> Sweep:
    index = pipeline.pass_index(run, found.pass_index, sight.get())
    graph = index.graph
    nodes = {node.id: node for node in graph.nodes}
    drawing, fits = None, False
    if len(graph.nodes) <= _MOST_DRAWN:
        placement = await pipeline.placement(graph)
        drawing = drawn(draw(graph, placement, Swept.along(index, found), say=say))
        fits = placement.width <= _WIDEST
    return Sweep(
        root=name_of(nodes[found.root], graph, run.source),
        along=", ".join(part.label for part in found.along),
        dtype=found.dtype,
        rows=rows(found, graph, run),
        left_out=max(len(in_sight(found, graph)) - MOST_ROWS, 0),
        forward=None if found.forward is None else number(found.forward),
        reverse=number(found.reverse),
        sides=sides(found),
        agrees=found.agrees,
        numbers=found.numbers,
        stopped=next((each.stopped for each in found.tangents if each.stopped is not None), None),
        notes=found.notes,
        drawing=drawing,
        fits=fits,
    )
