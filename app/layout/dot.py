"""The one door to Graphviz: a Structure comes in, the coordinates that `dot` finds for it go out.

Graphs are built through the library's own calls and come back as text, so no file is ever opened: the worker that runs
this is sealed. Labels never reach Graphviz; boxes have fixed sizes, so no font does either.
"""

from typing import Any

from pygraphviz import graphviz as library

from app.graph.coordinates import Box, Placement, Route, Structure
from app.layout.aliases import node_of
from app.layout.ranks import spine

INCH = 72.0
SIDE, ABOVE, BELOW = 10.0, 14.0, 20.0
"""The picture's margins; above and below is room for what is written at the outermost curves."""
PICTURE = {"rankdir": "LR", "nodesep": "0.2", "ranksep": "0.66"}
NODES = {"shape": "box", "label": "", "fixedsize": "true"}
# Edges leave at the right and arrive at the left. Without heads the curve ends at the box: we draw the heads.
EDGES = {"arrowhead": "none", "tailport": "e", "headport": "w", "color": ""}
SPINE = b"5"
FAST = {"splines": "line", "nslimit": "1", "nslimit1": "1", "mclimit": "0.1", "searchsize": "10"}
_GRAPH, _NODE, _EDGE, _CREATE = 0, 1, 2, 1


class LayoutFailed(Exception):
    """Graphviz could not lay the graph out."""


def dot(structure: Structure, *, fast: bool) -> Placement:
    """The layout by Graphviz; `fast` trades crossings and curves for time."""
    text = _plain(structure, PICTURE | FAST if fast else PICTURE)
    return _read(text, structure, "dot fast" if fast else "dot")


def _plain(structure: Structure, options: dict[str, str]) -> str:
    graph = library.agraphnew(b"picture", False, True)
    context = library.gvContextWithBuiltins()
    try:
        _build(graph, structure, options)
        if library.gvLayout(context, graph, b"dot"):
            raise LayoutFailed("layout")
        error, text = library.gvRenderData(context, graph, b"plain")
        library.gvFreeLayout(context, graph)
        if error:
            raise LayoutFailed("output")
        return str(text, "utf-8")
    except ValueError as error:
        raise LayoutFailed(str(error)) from error
    finally:
        library.agclose(graph)
        library.gvFreeContext(context)


def _build(graph: Any, structure: Structure, options: dict[str, str]) -> None:
    for kind, defaults in ((_GRAPH, options), (_NODE, NODES), (_EDGE, EDGES)):
        for name, value in defaults.items():
            library.agattr_label(graph, kind, name.encode(), value.encode())
    nodes = {}
    for outline in structure.outlines:
        nodes[outline.id] = node = library.agnode(graph, outline.id.encode(), _CREATE)
        for side, points in ((b"width", outline.width), (b"height", outline.height)):
            library.agsafeset_label(graph, node, side, f"{points / INCH:.4f}".encode(), b"1")
    straight = spine(structure.outlines, structure.links)
    for number, link in enumerate(structure.links):
        edge = library.agedge(graph, nodes[link.source], nodes[link.target], link.id.encode(), _CREATE)
        # `plain` repeats the colour of an edge, which makes it the one place for a number that names the edge
        library.agsafeset_label(graph, edge, b"color", f"#{number:06x}".encode(), b"")
        if link.id in straight:
            library.agsafeset_label(graph, edge, b"weight", SPINE, b"1")


def _read(text: str, structure: Structure, engine: str) -> Placement:
    """Reads Graphviz's `plain` format: inches, with y upwards from the bottom edge."""
    rows = [line.split() for line in text.replace("\\\n", "").splitlines()]
    width, height = (float(size) * INCH for size in rows[0][2:4])
    at = {row[1].strip('"'): _point(row[2], row[3], height) for row in rows if row[0] == "node"}
    boxes = tuple(Box(o.id, node_of(o.id), *at[o.id], o.width, o.height) for o in structure.outlines)
    routes = {}
    for row in rows:
        if row[0] == "edge":
            link = structure.links[int(row[-1].strip('"')[1:], 16)]
            numbers = row[4 : 4 + 2 * int(row[3])]
            points = tuple(_point(x, y, height) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
            routes[link.id] = Route(link.id, True, points)
    size = (round(width + 2 * SIDE), round(height + ABOVE + BELOW))
    return Placement(*size, boxes, tuple(routes[link.id] for link in structure.links), engine)


def _point(x: str, y: str, height: float) -> tuple[float, float]:
    # whole points: nobody sees the difference, and the picture is a tenth smaller
    return round(float(x) * INCH + SIDE), round(height - float(y) * INCH + ABOVE)
