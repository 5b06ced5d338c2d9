"""The drawing for the page: whole, or just the parts that differ from what the browser shows."""

from markupsafe import Markup

from app.export.frames import Turn
from app.export.svg import draw, patch
from app.graph.coordinates import Placement
from app.graph.moment import Moment
from app.web.language import say
from app.web.render import drawn
from app.web.view import turned_address
from app.web.walk.parts import Piece

STAGE = '<g id="viewport">'


def whole(moment: Moment, placement: Placement) -> Markup:
    """The whole picture at a moment."""
    return drawn(draw(moment.index.graph, placement, moment, say=say, turn=_turn(moment)))


def inside(moment: Moment, placement: Placement) -> Markup:
    """What stands inside the picture's viewport, which keeps the place and the scale that the person chose."""
    stage = draw(moment.index.graph, placement, moment, say=say, turn=_turn(moment)).partition(STAGE)[2]
    return drawn(stage.removesuffix("</g></svg>"))


def _turn(moment: Moment) -> Turn:
    """The address of this moment with a group folded or unfolded; "" for one that can't be."""
    return lambda group: turned_address(moment, group) if group in moment.index.foldable else ""


def pieces(placement: Placement, before: Moment, after: Moment) -> tuple[Piece, ...]:
    """The nodes and edges of the picture that differ between two moments."""
    return tuple(Piece(id, drawn(svg)) for id, svg in patch(placement, before, after, say=say))
