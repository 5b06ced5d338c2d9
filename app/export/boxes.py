"""A box of the picture: a placed Box, its Node and what the node shows at a moment come in, one `<g>` goes out."""

from collections.abc import Iterator
from typing import Any

from app.errors import Text, text
from app.export.frames import Turn
from app.export.markup import Say, at, english, escape, xml_id
from app.export.seconds import SECONDS, Quantity
from app.export.shapes import shape_id
from app.graph.coordinates import Box
from app.graph.drawing import COLUMN, Band, Face, face
from app.graph.model import Node, Number, Value
from app.graph.moment import NodeState
from app.graph.numbers import exact, extent, label, lines, short

STACKED = 4
"""How far the second outline of a folded node stands behind the first."""
SIGN, ROOM = 11.0, 21.0
"""The sides of the sign in a link that unfolds, a box with a plus, and of the square that is pressed."""
TIGHT = 8
"""A number of more characters is squeezed into its column rather than trusted to the reader's font."""


def draw_node(
    box: Box,
    node: Node,
    state: NodeState,
    *,
    say: Say = english,
    active: bool = True,
    exactly: bool = True,
    second: Quantity = SECONDS["gradient"],
) -> str:
    """The `<g>` of one box. `active` boxes can be focused and pressed, in a file they are only seen; `exactly` gives
    the unshortened numbers to those who point at it; `second` is what stands below the value."""
    look = face(node)
    marks = " ".join(("node", node.kind, *sorted(state.marks), *(["alias"] if "@" in box.id else [])))
    role = f'role="button" tabindex="{0 if "current" in state.marks else -1}"' if active else 'role="img"'
    parts = [
        f'<g id="{xml_id(box.id)}" class="{marks}" transform="translate({at(box.x)} {at(box.y)})" {role}',
        f' aria-label="{escape(say(describe(node, state, second)))}">',
        _title(node, state, second.sign) if exactly else "",
        _behind(node, look),
        f'<use href="#{shape_id(node.kind, look)}"/>',
        _header(look),
        *(_numbers(look, band, state.value if band.field == "value" else state.grad) for band in look.bands),
    ]
    if "partial" in state.marks:
        parts.append(f'<text class="count" y="{at(look.height / 2 + 8.5)}">{state.arrived}/{state.expected}</text>')
    return "".join(parts) + "</g>"


def _behind(node: Node, look: Face) -> str:
    """The second outline of a node that stands for several: it looks like a small stack."""
    if node.folds is None:
        return ""
    return f'<use class="behind" href="#{shape_id(node.kind, look)}" x="{STACKED}" y="-{STACKED}"/>'


def draw_unfold(box: Box, node: Node, say: Say, turn: Turn) -> str:
    """The link that unfolds a node, at its upper right corner, in an area that a finger hits."""
    address, words = escape(turn(node.folds or "")), say(text("Unfold %(name)s", name=node.op or ""))
    corner = f"{at(box.x + box.width / 2 - ROOM / 2)} {at(box.y - box.height / 2 - ROOM / 2)}"
    low, side, middle = at((ROOM - SIGN) / 2), at(SIGN), at(ROOM / 2)
    cross = f"M{at(ROOM / 2 - 2.5)} {middle}h5M{middle} {at(ROOM / 2 - 2.5)}v5"
    return (
        f'<a class="unfold" href="{address}" hx-get="{address}" hx-target="#workspace" hx-swap="outerHTML"'
        f' id="turn-{node.folds}" aria-label="{escape(words)}" transform="translate({corner})">'
        f'<rect class="unfold__hit" width="{at(ROOM)}" height="{at(ROOM)}" rx="4"/>'
        f'<path class="unfold__sign" d="M{low} {low}h{side}v{side}h-{side}z{cross}"/></a>'
    )


def describe(node: Node, state: NodeState, second: Quantity = SECONDS["gradient"]) -> Text:
    """A box in words, for those who do not see it."""
    name = " ".join(filter(None, (node.name, node.op))) or node.kind
    if state.value is None:
        return text("%(name)s, empty", name=name)
    value = label(state.value)
    if state.grad is None:
        return text("%(name)s, value %(value)s", name=name, value=value)
    return second.told(name, value, label(state.grad))


def _title(node: Node, state: NodeState, second: str) -> str:
    """The exact numbers, for hovering, where the box shows them shortened; the whole name where it is cut."""
    found = [
        f"{sign} {exact(value.data, value.dtype)}"
        for sign, value in (("=", state.value), (second, state.grad))
        if value is not None and value.shape == () and isinstance(value.data, float)
    ]
    words = " ".join(filter(None, (node.name, *found)))
    return f"<title>{escape(words)}</title>" if found else ""


def _header(look: Face) -> str:
    if not (look.name or look.symbol):
        return ""
    y = at(13 - look.height / 2)
    if look.name and look.symbol:
        symbol = f'<tspan class="symbol" dx="5">{escape(look.symbol)}</tspan>'
        return f'<text class="name" y="{y}">{escape(look.name)}{symbol}</text>'
    kind = "name" if look.name else "symbol"
    return f'<text class="{kind}" y="{y}">{escape(look.name or look.symbol)}</text>'


def _numbers(look: Face, band: Band, value: Value | None) -> str:
    if value is None:
        return ""
    shift = 4.0 if len(look.bands) > 1 else 0.0
    longest = TIGHT if band.columns == 1 else TIGHT - 1
    return "".join(
        _text(
            band.field, x + shift, y - look.height / 2, words, COLUMN[band.columns] - 5 if len(words) > longest else 0
        )
        for x, y, words in _places(band, value)
    )


def _places(band: Band, value: Value) -> Iterator[tuple[float, float, str]]:
    """Every number of a band with its place, or one text for the whole value."""
    rows = lines(value, 4 if band.columns == 1 else 3)
    if len(rows) != band.rows or any(len(row) != band.columns for row in rows):
        yield 0.0, band.top + band.height / 2 + 4, label(value)
        return
    height, width = band.height / band.rows, COLUMN[band.columns]
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            yield (j - (band.columns - 1) / 2) * width, band.top + (i + 0.5) * height + 4, words


def _text(field: str, x: float, y: float, words: str, squeezed: float) -> str:
    across = f' x="{at(x)}"' if x else ""
    fitted = f' textLength="{at(squeezed)}" lengthAdjust="spacingAndGlyphs"' if squeezed else ""
    return f'<text class="{field}"{across} y="{at(y)}"{fitted}>{words}</text>'


def only(data: Any) -> Number:
    """The number in nested lists of one entry each.

    >>> only([[2.5]])
    2.5
    """
    while isinstance(data, list):
        (data,) = data
    number: Number = data
    return number


def amount(value: Value | None) -> str:
    """What is written on an edge: a number to three digits, or the shape."""
    if value is None:
        return ""
    if set(value.shape) <= {1} and value.data is not None:
        return short(only(value.data), 3)
    return extent(value.shape).strip("[]") if len(value.shape) > 1 else extent(value.shape)
