"""The registry of formats: menus, routes, the command line and the tests are loops over it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Text, text
from app.export import dot, json, png, svg
from app.graph.coordinates import Placement
from app.graph.model import Pass, Run
from app.graph.moment import Moment

Write = Callable[[Run, Pass, Moment, Placement | None], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name in the API, its media type and file suffix, its title in menus, and what writes it.

    `write(run, pass_, moment, placement)` needs a placement where `needs_placement` says so.
    """

    name: str
    media_type: str
    suffix: str
    title: Text
    needs_placement: bool
    write: Write


FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", "application/json", ".json", text("JSON: all numbers and steps"), False, json.write),
        Format("dot", "text/vnd.graphviz; charset=utf-8", ".dot", text("DOT: for Graphviz"), False, dot.write),
        Format("svg", "image/svg+xml", ".svg", text("SVG: a picture for documents"), True, svg.write),
        Format("png", "image/png", ".png", text("PNG: a picture for slides"), True, png.write),
    )
}
