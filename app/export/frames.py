"""The frames of the picture: placed Rectangles and the groups that they stand for come in, `<g>`s go out.

With `turn`, which gives the address of the same moment with a group folded ("" where it cannot be), a frame carries a
link that folds it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from app.errors import text
from app.export.markup import Say, at, escape, xml_id
from app.graph.coordinates import Placement, Rectangle
from app.graph.drawing import clip
from app.graph.framing import Framing, framings
from app.graph.model import Graph

Turn = Callable[[str], str]

ROUND = 6
SIZE = 10.0
"""Of the letters of a label, as the style sheets set it."""
LEFT, BASE = 9.0, 12.5
SIGN, ROOM = 9.0, 19.0
"""The sides of the sign in a link that folds, a box with a minus, and of the square that is pressed."""


def draw_frames(graph: Graph, placement: Placement, say: Say, turn: Turn | None) -> Iterator[str]:
    """The frames of a picture, outer ones first, so that inner ones lie on them."""
    if placement.frames:
        framed = {framing.group.id: framing for framing in framings(graph)}
        owned = _owned(graph, placement, framed.values())
        for rectangle in placement.frames:
            address = turn(rectangle.frame) if turn else ""
            yield _frame(rectangle, framed[rectangle.frame], owned[rectangle.frame], say, address)


def _owned(graph: Graph, placement: Placement, framed: Collection[Framing]) -> dict[str, list[str]]:
    """The ids in the page of what stands in each frame: boxes, and the frames inside it."""
    owner = {node: framing.group.id for framing in framed for node in framing.members}
    beside = {edge.id: edge.target for edge in graph.edges}
    owned: dict[str, list[str]] = {rectangle.frame: [] for rectangle in placement.frames}
    for box in placement.boxes:
        frame = owner.get(beside[box.id.partition("@")[2]] if "@" in box.id else box.node)
        if frame is not None:
            owned[frame].append(xml_id(box.id))
    for framing in framed:
        if framing.parent is not None:
            owned[framing.parent].append(framing.group.id)
    return owned


def _frame(rectangle: Rectangle, framing: Framing, owned: Iterable[str], say: Say, address: str) -> str:
    width, height = rectangle.width, rectangle.height
    place = f"{at(rectangle.x - width / 2)} {at(rectangle.y - height / 2)}"
    room = width - 2 * LEFT - (ROOM - LEFT if address else 0)
    label, short = escape(framing.label), escape(clip(framing.label, room / SIZE))
    return (
        f'<g id="{framing.group.id}" class="frame frame--{framing.group.kind}" transform="translate({place})"'
        f' role="group" aria-label="{label}" aria-owns="{" ".join(owned)}">'
        f'<rect class="frame__area" width="{at(width)}" height="{at(height)}" rx="{ROUND}"/>'
        f'<text class="frame__label" x="{at(LEFT)}" y="{BASE}">{short}</text>'
        f"{'' if short == label else f'<title>{label}</title>'}"
        f"{_link(width, framing, say, address) if address else ''}</g>"
    )


def _link(width: float, framing: Framing, say: Say, address: str) -> str:
    """The sign that folds the frame, in an area that a finger hits."""
    address, label = escape(address), say(text("Fold %(name)s", name=framing.label))
    side, corner, middle = at(SIGN), at((ROOM - SIGN) / 2), at(ROOM / 2)
    sign = f"M{corner} {corner}h{side}v{side}h-{side}zM{at(ROOM / 2 - 2)} {middle}h4"
    return (
        f'<a class="frame__turn" href="{address}" hx-get="{address}" hx-target="#workspace" hx-swap="outerHTML"'
        f' id="turn-{framing.group.id}" aria-label="{escape(label)}" transform="translate({at(width - ROOM)} 0)">'
        f'<rect class="frame__hit" width="{at(ROOM)}" height="{at(ROOM)}" rx="{ROUND}"/>'
        f'<path class="frame__sign" d="{sign}"/></a>'
    )
