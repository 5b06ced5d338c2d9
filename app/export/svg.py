"""The picture: a graph, where its boxes stand, and a moment come in; SVG for the page and for a file goes out.

Classes, which the page's style sheet and the file's own give their look:

    svg.graph > g#viewport > g.frames, g.edges, g.nodes; g.frames only where there are any
    g.frame   with the kind of its group (frame--module ...); inside: rect.frame__area, text.frame__label, and on a page
              where groups fold a.frame__turn with rect.frame__hit and path.frame__sign
    g.edge    with one of idle, read, sent, carried; inside: path.forward, and from the moment a gradient has come back
              path.backward and text.contribution
    g.node    with its kind (input, parameter, constant, op) and any of current, read, sent, changed, pending, partial,
              done, dead, alias; inside: use (the shared drawing), text.name, tspan.symbol or text.symbol, text.value,
              text.grad, text.count ("1/2" while contributions are missing); a use.behind where it stands for a group,
              and then on a page an a.unfold beside it with rect.unfold__hit and path.unfold__sign
    <defs>    path.outline (takes stroke and fill from its g.node), rect.slot.value-slot, rect.slot.grad-slot,
              text.sign, marker.tip
"""

from collections.abc import Iterator

from app.errors import text
from app.export.boxes import draw_node, draw_unfold
from app.export.curves import draw_edge
from app.export.frames import Turn, draw_frames
from app.export.ink import STYLE
from app.export.markup import Say, at, english, escape, xml_id
from app.export.seconds import SECONDS
from app.export.shapes import definitions
from app.graph.coordinates import Placement
from app.graph.drawing import face
from app.graph.model import Graph, Pass, Run
from app.graph.moment import Moment

TITLED = 400
"""In larger pictures a box does not carry its exact numbers as well; a panel shows those of the chosen one."""


def draw(graph: Graph, placement: Placement, moment: Moment, *, say: Say = english, turn: Turn | None = None) -> str:
    """The whole `<svg>` for a page, without any style of its own. `turn` gives the address of the same moment with a
    group folded, for the links that do so."""
    return "".join(_picture(graph, placement, moment, say, active=True, turn=turn))


def write(_run: Run, pass_: Pass, moment: Moment, placement: Placement | None) -> bytes:
    """The picture as a file that stands alone."""
    assert placement is not None and pass_.graph is not None
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    parts = _picture(pass_.graph, placement, moment, english, active=False)
    return (head + "".join(parts) + "\n").encode()


def patch(placement: Placement, before: Moment, after: Moment, *, say: Say = english) -> list[tuple[str, str]]:
    """What a page that shows `before` must replace to show `after`: ids, each with its new `<g>`."""
    index = after.index
    nodes, edges = after.changed_since(before.position)
    changed = [
        (edge, draw_edge(placement.route_of[edge], index.edges[edge], after.edge(edge)))
        for edge in edges
        if edge in placement.route_of
    ]
    exactly = len(placement.boxes) <= TITLED
    for node in nodes:
        for box in after.redrawn(before, placement.boxes_of.get(node, ())):
            markup = draw_node(box, index.nodes[node], after.box(box), say=say, exactly=exactly)
            changed.append((xml_id(box.id), markup))
    return changed


def _picture(
    graph: Graph, placement: Placement, moment: Moment, say: Say, *, active: bool, turn: Turn | None = None
) -> Iterator[str]:
    width, height = at(placement.width), at(placement.height)
    title = say(text("Computation graph with %(count)s nodes", count=len(graph.nodes)))
    yield f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 {width} {height}"'
    yield f' width="{width}" height="{height}" role="graphics-document" aria-label="{escape(title)}">'
    yield "" if active else f'<style>{STYLE}</style><rect class="paper" width="{width}" height="{height}"/>'
    second = SECONDS[moment.second]
    yield definitions(((node, face(node)) for node in graph.nodes), second.sign)
    yield '<g id="viewport">'
    frames = "".join(draw_frames(graph, placement, say, turn))
    yield f'<g class="frames">{frames}</g>' if frames else ""
    yield '<g class="edges">'
    index = moment.index
    for route in placement.routes:
        yield draw_edge(route, index.edges[route.edge], moment.edge(route.edge))
    yield '</g><g class="nodes">'
    exactly = not active or len(placement.boxes) <= TITLED
    for box in placement.boxes:
        yield draw_node(
            box, index.nodes[box.node], moment.box(box), say=say, active=active, exactly=exactly, second=second
        )
        if turn is not None and index.nodes[box.node].folds is not None:
            yield draw_unfold(box, index.nodes[box.node], say, turn)
    yield "</g></g></svg>"
