"""The one door to Graphviz: a Structure comes in, the coordinates that `dot` finds for it go out.

Graphs are built through the library's own calls and come back as text, so no file is ever opened: the worker that runs
this is sealed. Labels never reach Graphviz; boxes have fixed sizes, so no font does either.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pygraphviz import graphviz as library

from app.graph.coordinates import Box, Frame, Placement, Route, Structure
from app.layout.aliases import node_of
from app.layout.gates import joined, with_gates
from app.layout.precedence import precedence
from app.layout.ranks import spine
from app.layout.rectangles import LABEL, MARGIN, rectangles

INCH = 72.0
SIDE, ABOVE, BELOW = 10.0, 14.0, 20.0
"""The picture's margins; above and below is room for what is written at the outermost curves."""
PICTURE = {"rankdir": "LR", "nodesep": "0.2", "ranksep": "0.66"}
# Ranks of the whole picture, not of each frame by itself: only then does nothing in a frame stand before its sources.
FRAMED = {"newrank": "true"}
NODES = {"shape": "box", "label": "", "fixedsize": "true"}
# Edges leave at the right and arrive at the left. Without heads the curve ends at the box: we draw the heads.
EDGES = {"arrowhead": "none", "tailport": "e", "headport": "w", "color": ""}
SPINE = b"5"
THROUGH = b"500"
"""Through gates, where Graphviz gives 128 to making the frame as flat as it can be."""
# Room for a frame's label is kept by an empty table of a fixed size, which no font is opened for; Graphviz puts four
# points around it.
ROOM = (
    '<<table border="0" cellpadding="0" cellspacing="0" fixedsize="true"'
    f' width="9" height="{LABEL - 8:.0f}"><tr><td></td></tr></table>>'
)
UNSEEN = "none"
"""The colour of an edge that is not drawn and only keeps its ends in order."""
FAST = {"splines": "line", "nslimit": "1", "nslimit1": "1", "mclimit": "0.1", "searchsize": "10"}
Point = tuple[float, float]
_GRAPH, _NODE, _EDGE, _CREATE = 0, 1, 2, 1


class LayoutFailed(Exception):
    """Graphviz could not lay the graph out."""


def dot(structure: Structure, *, fast: bool) -> Placement:
    """The layout by Graphviz; `fast` trades crossings and curves for time."""
    gated, pieces = with_gates(structure)
    text = _plain(gated, PICTURE | (FAST if fast else {}) | (FRAMED if structure.frames else {}))
    size, at, routes = _read(text, gated)
    boxes = tuple(Box(o.id, node_of(o.id), *at[o.id], o.width, o.height) for o in structure.outlines)
    curves = joined(structure.links, routes, pieces)
    return Placement(*size, boxes, curves, "dot fast" if fast else "dot", rectangles(structure.frames, boxes))


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
    _enclose(graph, structure.frames, nodes)
    straight = spine(structure.outlines, structure.links)
    for number, link in enumerate(structure.links):
        edge = library.agedge(graph, nodes[link.source], nodes[link.target], link.id.encode(), _CREATE)
        # `plain` repeats the colour of an edge, which makes it the one place for a number that names the edge
        library.agsafeset_label(graph, edge, b"color", f"#{number:06x}".encode(), b"")
        if link.id in straight:
            library.agsafeset_label(graph, edge, b"weight", THROUGH if "@" in link.id else SPINE, b"1")
    for source, target in precedence(structure):
        edge = library.agedge(graph, nodes[source], nodes[target], None, _CREATE)
        library.agsafeset_label(graph, edge, b"color", UNSEEN.encode(), b"")
        library.agsafeset_label(graph, edge, b"weight", b"0", b"1")


def _enclose(graph: Any, frames: Sequence[Frame], nodes: Mapping[str, Any]) -> None:
    """Frames as clusters: Graphviz keeps everything else out of them."""
    clusters: dict[str | None, Any] = {None: graph}
    for frame in frames:
        clusters[frame.id] = cluster = library.agsubg(clusters[frame.parent], f"cluster_{frame.id}".encode(), _CREATE)
        library.agsafeset_label(graph, cluster, b"margin", f"{MARGIN:g}".encode(), b"")
        library.agsafeset_label(graph, cluster, b"label", ROOM.encode(), b"")
        for id in frame.outlines:
            library.agsubnode(cluster, nodes[id], _CREATE)


def _read(text: str, structure: Structure) -> tuple[Point, dict[str, Point], dict[str, Route]]:
    """Reads Graphviz's `plain` format: inches, with y upwards from the bottom edge. Gives the picture's size, the
    centre of every outline, and every link's route."""
    rows = [line.split() for line in text.replace("\\\n", "").splitlines()]
    width, height = (float(size) * INCH for size in rows[0][2:4])
    at = {row[1].strip('"'): _point(row[2], row[3], height) for row in rows if row[0] == "node"}
    routes = {}
    for row in rows:
        if row[0] == "edge" and row[-1] != UNSEEN:
            link = structure.links[int(row[-1].strip('"')[1:], 16)]
            numbers = row[4 : 4 + 2 * int(row[3])]
            points = tuple(_point(x, y, height) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
            routes[link.id] = Route(link.id, True, points)
    return (round(width + 2 * SIDE), round(height + ABOVE + BELOW)), at, routes


def _point(x: str, y: str, height: float) -> Point:
    # whole points: nobody sees the difference, and the picture is a tenth smaller
    return round(float(x) * INCH + SIDE), round(height - float(y) * INCH + ABOVE)
