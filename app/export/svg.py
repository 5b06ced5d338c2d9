"""The picture: a graph, where its boxes stand, and a moment come in; SVG for the page and for a file goes out.

Classes, which the page's style sheet and the file's own give their look:

    svg.graph > g#viewport > g.edges, g.nodes
    g.edge    with one of idle, read, sent, carried; inside: path.forward, and from the moment a gradient has come back
              path.backward and text.contribution
    g.node    with its kind (input, parameter, constant, op) and any of current, read, sent, changed, pending, partial,
              done, dead, alias; inside: use (the shared drawing), text.name, tspan.symbol or text.symbol, text.value,
              text.grad, text.count ("1/2" while contributions are missing)
    <defs>    path.outline (takes stroke and fill from its g.node), rect.slot.value-slot, rect.slot.grad-slot,
              text.sign, marker.tip
"""

from collections.abc import Iterator

from app.errors import text
from app.export.boxes import draw_node
from app.export.curves import draw_edge
from app.export.ink import STYLE
from app.export.markup import Say, at, english, escape, xml_id
from app.export.shapes import definitions
from app.graph.coordinates import Placement
from app.graph.drawing import face
from app.graph.model import Graph, Pass, Run
from app.graph.moment import Moment

TITLED = 400
"""In larger pictures a box does not carry its exact numbers as well; a panel shows those of the chosen one."""


def draw(graph: Graph, placement: Placement, moment: Moment, *, say: Say = english) -> str:
    """The whole `<svg>` for a page, without any style of its own."""
    return "".join(_picture(graph, placement, moment, say, active=True))


def write(_run: Run, pass_: Pass, moment: Moment, placement: Placement | None) -> bytes:
    """The picture as a file that stands alone."""
    assert placement is not None and pass_.graph is not None
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    parts = _picture(pass_.graph, placement, moment, english, active=False)
    return (head + "".join(parts) + "\n").encode()


def patch(placement: Placement, before: Moment, after: Moment, *, say: Say = english) -> list[tuple[str, str]]:
    """What a page that shows `before` must replace to show `after`: ids, each with its new `<g>`."""
    index = after.index
    nodes, edges = map(frozenset, after.changed_since(before.position))
    changed = [
        (route.edge, draw_edge(route, index.edges[route.edge], after.edge(route.edge)))
        for route in placement.routes
        if route.edge in edges
    ]
    exactly = len(placement.boxes) <= TITLED
    for box in placement.boxes:
        if box.node in nodes and (state := after.box(box)) != before.box(box):
            changed.append((xml_id(box.id), draw_node(box, index.nodes[box.node], state, say=say, exactly=exactly)))
    return changed


def _picture(graph: Graph, placement: Placement, moment: Moment, say: Say, *, active: bool) -> Iterator[str]:
    width, height = at(placement.width), at(placement.height)
    title = say(text("Computation graph with %(count)s nodes", count=len(graph.nodes)))
    yield f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 {width} {height}"'
    yield f' width="{width}" height="{height}" role="graphics-document" aria-label="{escape(title)}">'
    yield "" if active else f'<style>{STYLE}</style><rect class="paper" width="{width}" height="{height}"/>'
    yield definitions((node, face(node)) for node in graph.nodes)
    yield '<g id="viewport"><g class="edges">'
    index = moment.index
    for route in placement.routes:
        yield draw_edge(route, index.edges[route.edge], moment.edge(route.edge))
    yield '</g><g class="nodes">'
    exactly = not active or len(placement.boxes) <= TITLED
    for box in placement.boxes:
        yield draw_node(box, index.nodes[box.node], moment.box(box), say=say, active=active, exactly=exactly)
    yield "</g></g></svg>"
