"""The picture as a PNG: what the SVG file shows comes in, pixels go out."""

import subprocess
import sys
from math import sqrt
from pathlib import Path

from app.errors import TimeLimit, text
from app.export import paint, svg
from app.graph.coordinates import Placement
from app.graph.model import Pass, Run
from app.graph.moment import Moment

SCALE = 2.0
MOST_PIXELS = 10_000_000
LONGEST_SIDE = 16_000
MOST_SECONDS = 20
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


def render(markup: str, scale: float) -> bytes:
    """SVG to PNG, painted by a process of its own.

    Raises:
        TimeLimit: painting takes too long.
        subprocess.CalledProcessError: painting failed.
    """
    command = [sys.executable, str(Path(paint.__file__)), str(scale), str(FONT)]
    try:
        return subprocess.run(
            command, input=markup.encode(), stdout=subprocess.PIPE, timeout=MOST_SECONDS, check=True
        ).stdout
    except subprocess.TimeoutExpired:
        raise TimeLimit(
            text("This graph is too large to be painted as a PNG."),
            hint=text("Take the SVG, or fold groups of the graph."),
        ) from None
