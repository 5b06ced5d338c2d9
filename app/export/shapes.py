"""The outlines of the picture, by kind of node: a Face comes in, the drawing that all equal boxes share goes out.

Kinds are told apart by shape: an op is a rounded box, an input is round at its left end, a parameter has cut corners, a
constant is plain. Equal boxes share one definition, which `<use>` puts in place: its outline takes
stroke and fill from the box that uses it.
"""

from collections.abc import Iterable
from functools import lru_cache

from app.export.markup import at
from app.graph.drawing import Band, Face
from app.graph.model import Kind, Node

CUT = 8.0
ROUND = 9.0
INSET = 3.0
VALUE_SIGN = "="


@lru_cache(maxsize=4096)
def shape_id(kind: Kind, face: Face) -> str:
    """The id of a box's drawing; equal ids mean equal drawings."""
    bands = "".join(f"{band.field[0]}{band.rows}" for band in face.bands)
    return f"{kind}-{at(face.width)}-{at(face.height)}-{bands}"


def definitions(faces: Iterable[tuple[Node, Face]], second: str) -> str:
    """The `<defs>` of a picture: one drawing for each kind and size of box; `second` is the sign of the lower band."""
    kinds = {shape_id(node.kind, face): (node.kind, face) for node, face in faces}
    shapes = "".join(f'<g id="{id}">{_shape(kind, face, second)}</g>' for id, (kind, face) in kinds.items())
    return f"<defs>{_TIP}{shapes}</defs>"


_TIP = (
    '<marker id="tip" class="tip" viewBox="0 0 7 8" refX="6" refY="4" markerWidth="7" markerHeight="8"'
    ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .8 6 4 0 7.2z"/></marker>'
)


def _shape(kind: Kind, face: Face, second: str) -> str:
    path = _OUTLINES[kind](face.width, face.height)
    bands = "".join(_band(face, band, second) for band in face.bands) if kind != "constant" else ""
    return f'<path class="outline" d="{path}"/>{bands}'


def _band(face: Face, band: Band, second: str) -> str:
    left, top = -face.width / 2 + INSET + 1, band.top - face.height / 2
    width = face.width - 2 * INSET - 2
    slot = (
        f'<rect class="slot {band.field}-slot" x="{at(left)}" y="{at(top + 0.5)}" width="{at(width)}"'
        f' height="{at(band.height - 1)}" rx="2.5"/>'
    )
    if len(face.bands) == 1:
        return slot
    sign = VALUE_SIGN if band.field == "value" else second
    return f'{slot}<text class="sign" x="{at(left + 6)}" y="{at(top + band.height / 2 + 3.2)}">{sign}</text>'


def _rounded(width: float, height: float) -> str:
    r = min(ROUND, height / 2)
    w, h = width - 2 * r, height - 2 * r
    arcs = (f"a{at(r)} {at(r)} 0 0 1 {at(x * r)} {at(y * r)}" for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1)))
    first, second, third, fourth = arcs
    return f"M{at(-w / 2)} {at(-height / 2)}h{at(w)}{first}v{at(h)}{second}h{at(-w)}{third}v{at(-h)}{fourth}z"


def _round_left(width: float, height: float) -> str:
    r = height / 2
    w = width - r
    return f"M{at(width / 2)} {at(-r)}v{at(height)}h{at(-w)}a{at(r)} {at(r)} 0 0 1 0 {at(-height)}z"


def _cut(width: float, height: float) -> str:
    w, h = width - 2 * CUT, height - 2 * CUT
    c = at(CUT)
    return f"M{at(-w / 2)} {at(-height / 2)}h{at(w)}l{c} {c}v{at(h)}l-{c} {c}h{at(-w)}l-{c}-{c}v{at(-h)}z"


def _plain(width: float, height: float) -> str:
    return f"M{at(-width / 2)} {at(-height / 2)}h{at(width)}v{at(height)}h{at(-width)}z"


_OUTLINES = {"op": _rounded, "input": _round_left, "parameter": _cut, "constant": _plain}
