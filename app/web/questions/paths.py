"""The page "Why this gradient?": every path to a node as a product, and one of them in the picture of the graph."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from msgspec.structs import asdict, replace

from app.errors import Problem, Text
from app.export.svg import draw
from app.graph.model import Graph, Node, Run
from app.graph.model import Request as RunRequest
from app.graph.numbers import short
from app.graph.paths import Path, Paths
from app.graph.questions import PathsQuestion
from app.pipeline import Pipeline
from app.web import token
from app.web.answering import REFUSALS, answer_page, back_to, reason
from app.web.bodies import PathsBody, integer, plain
from app.web.excerpts import name_of
from app.web.figures import Figure, figure
from app.web.language import gettext, grouped, say
from app.web.questions.highlight import Highlight
from app.web.questions.questions import Choice, answerable, first_of, lost
from app.web.questions.questions_api import recorded
from app.web.render import drawn
from app.web.state import PipelineOf, SettingsOf

router = APIRouter(include_in_schema=False)
_MOST_DRAWN = 1_000


@dataclass(frozen=True)
class Stop:
    """A node on a path, with the factor that leads to it: a local derivative, else torch's rule."""

    label: str
    named: bool
    factor: Figure | None
    rule: str
    carried: Figure | None


@dataclass(frozen=True)
class Row:
    """A path: where it leads, its contribution, its part of the whole, and the address that shows it."""

    stops: tuple[Stop, ...]
    start: Figure | None
    contribution: Figure | None
    share: str
    address: str
    shown: bool


@dataclass(frozen=True)
class Why:
    """What there is to see of the paths."""

    root: str
    name: str
    pass_number: int
    count: str
    rows: tuple[Row, ...]
    unlisted: bool
    complete: bool
    sum: Figure | None
    gradient: Figure | None
    agrees: bool | None
    notes: tuple[Text, ...]
    drawing: Markup | None
    instead: str | None


@dataclass(frozen=True)
class PathsPart:
    """_paths.html: the paths, or why there are none; the nodes to choose from."""

    token: str
    back: str
    pass_index: int
    choices: tuple[Choice, ...]
    why: Why | None
    problem: Problem | None


@router.get("/p/{packed}/paths")
async def paths(request: Request, pipeline: PipelineOf, settings: SettingsOf, packed: str) -> Response:
    """Why a gradient is what it is; `?pass=` and `node=` choose the node, `path=` the path in the picture."""
    query = request.query_params
    asked = token.decode(packed, settings.body_bytes)
    body = PathsBody(**asdict(plain(asked)), pass_index=integer(query.get("pass")) or 0, node=query.get("node", ""))
    part = await _part(pipeline, body, packed, integer(query.get("path")) or 0)
    return answer_page(request, "paths", gettext("Why this gradient?"), part)


async def _part(pipeline: Pipeline, body: PathsBody, packed: str, shown: int) -> PathsPart:
    back = back_to(packed, body.pass_index)
    choices: tuple[Choice, ...] = ()
    try:
        wanted, run = await recorded(pipeline, body, body.pass_index)
        graph = run.passes[body.pass_index].graph
        if graph is None:
            raise lost()
        node = body.node or first_of(graph)
        choices = answerable(graph, run.source, node)
        found = await pipeline.ask(PathsQuestion(wanted, body.pass_index, node))
        why = await _why(pipeline, wanted, run, found, packed, shown)
    except REFUSALS as error:
        return PathsPart(packed, back, body.pass_index, choices, None, reason(error))
    return PathsPart(packed, back, body.pass_index, choices, why, None)


async def _why(pipeline: Pipeline, asked: RunRequest, run: Run, found: Paths, packed: str, shown: int) -> Why:
    index = pipeline.pass_index(run, found.pass_index)
    graph = index.graph
    nodes = {node.id: node for node in graph.nodes}
    shown = min(shown, len(found.paths) - 1)
    drawing = None
    if found.paths and len(graph.nodes) <= _MOST_DRAWN:
        lit = Highlight.along(index, found.paths[shown])
        drawing = drawn(draw(graph, await pipeline.placement(graph), lit, say=say))
    return Why(
        root=_called(nodes.get(found.root), graph, run),
        name=_called(nodes.get(found.node), graph, run),
        pass_number=found.pass_index + 1,
        count=str(grouped(found.count)) if isinstance(found.count, int) else short(found.count),
        rows=tuple(
            _row(path, found, graph, run, _address(packed, found, place), shown=place == shown)
            for place, path in enumerate(found.paths)
        ),
        unlisted=found.complete and isinstance(found.count, int) and found.count > len(found.paths),
        complete=found.complete,
        sum=figure(found.sum),
        gradient=figure(found.gradient),
        agrees=found.agrees,
        notes=found.notes,
        drawing=drawing,
        instead=_instead(asked, nodes[found.node], found),
    )


def _address(packed: str, found: Paths, place: int) -> str:
    kept: dict[str, str | int] = {"pass": found.pass_index} if found.pass_index else {}
    return f"/p/{packed}/paths?{urlencode({**kept, 'node': found.node, 'path': place})}"


def _instead(asked: RunRequest, node: Node, found: Paths) -> str | None:
    """The address of the same program with this node as the root."""
    if node.name is None or not node.name.isidentifier() or node.id == found.root or node.kind != "op":
        return None
    return f"/p/{token.encode(replace(plain(asked), root=node.name))}"


def _row(path: Path, found: Paths, graph: Graph, run: Run, address: str, *, shown: bool) -> Row:
    nodes = {node.id: node for node in graph.nodes}
    stops = tuple(
        Stop(
            label=_called(nodes.get(hop.target), graph, run),
            named=nodes[hop.target].name is not None if hop.target in nodes else False,
            factor=None if hop.local is None else Figure(short(hop.local), str(hop.local)),
            rule=hop.by,
            carried=figure(hop.carried),
        )
        for hop in path.hops
    )
    return Row(stops, figure(path.start), figure(path.contribution), _share(path, found), address, shown)


def _share(path: Path, found: Paths) -> str:
    """The part of the gradient that a path makes up, where both are single numbers."""
    mine, whole = path.contribution.data, found.gradient.data
    if not isinstance(mine, float) or not isinstance(whole, float) or not whole:
        return ""
    return f"{100 * mine / whole:.3g} %"


def _called(node: Node | None, graph: Graph, run: Run) -> str:
    return "" if node is None else name_of(node, graph, run.source)
