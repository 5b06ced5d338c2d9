"""The picture as a PNG: what the SVG file shows comes in, pixels go out. The one door to resvg."""

from math import sqrt
from pathlib import Path

import resvg_py

from app.export import svg
from app.graph.coordinates import Placement
from app.graph.model import Pass, Run
from app.graph.moment import Moment

SCALE = 2.0
MOST_PIXELS = 10_000_000
LONGEST_SIDE = 16_000
FONT = Path(__file__).parents[2] / "static" / "vendor" / "dejavu-fonts-ttf-2.37.3" / "DejaVuSans.ttf"
"""A machine may have no fonts at all. Chinese, Japanese and Korean names need a font of the system."""


def write(run: Run, pass_: Pass, moment: Moment, placement: Placement | None) -> bytes:
    """The picture at twice its size, or as large as the bounds allow."""
    assert placement is not None
    markup = svg.write(run, pass_, moment, placement).decode()
    return render(markup, zoom(placement.width, placement.height))


def zoom(width: float, height: float) -> float:
    """How much larger the PNG is than the picture.

    >>> zoom(1000, 500), round(zoom(100_000, 100), 3)
    (2.0, 0.16)
    """
    return min(SCALE, LONGEST_SIDE / max(width, height), sqrt(MOST_PIXELS / (width * height)))


def render(markup: str, scale: float, *, system_fonts: bool = True) -> bytes:
    """SVG to PNG; characters that our own font lacks are taken from the system's."""
    return resvg_py.svg_to_bytes(
        svg_string=markup,
        zoom=scale,
        font_files=[str(FONT)],
        sans_serif_family="DejaVu Sans",
        skip_system_fonts=not system_fonts,
    )
