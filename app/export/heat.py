"""A window of a tensor in, its heatmap as SVG out; and the histogram of all its numbers.

Classes: svg.heat > g.heat__cells (`heat--above`, `heat--below`, `heat--bad` by sign, the strength as opacity),
a.heat__zoom over each part that can be opened, text.heat__index; svg.histogram > rect. The colours come from the page.
"""

from collections.abc import Callable, Iterator
from math import ceil

from app.export.markup import at, escape
from app.graph.inspection import Histogram, Inspection, Window
from app.graph.model import Number
from app.graph.numbers import short

Address = Callable[[Window], str]
WIDTH, MARGIN, TOP = 720.0, 56.0, 20.0
_MOST_HEIGHT, _TALLEST = 420.0, 28.0
_ZOOM_ROWS, _ZOOM_COLUMNS = 8, 12
_BARS = 120.0
_SPACE = 'xmlns="http://www.w3.org/2000/svg"'


def draw_heat(seen: Inspection, address: Address, title: str) -> str:
    """The whole `<svg>`; `address` gives the link that opens a smaller window."""
    return "".join(_heat(seen, address, title))


def _heat(seen: Inspection, address: Address, title: str) -> Iterator[str]:
    down, across, most = len(seen.blocks), len(seen.blocks[0]), scale_of(seen)
    width = (WIDTH - MARGIN) / across
    height = min(_TALLEST, _MOST_HEIGHT / down)
    bottom = TOP + height * down
    yield f'<svg class="heat" {_SPACE} viewBox="0 0 {at(WIDTH)} {at(bottom + 4)}" role="group">'
    yield f'<title>{escape(title)}</title><g class="heat__cells">'
    yield from _cells(seen, most, (width, height))
    yield "</g>"
    yield from _indices(seen, bottom)
    yield from _zooms(seen, address, width, height)
    yield "</svg>"


def scale_of(seen: Inspection) -> float:
    """The number that has the full colour: the largest of what is shown, by its absolute value."""
    return max((abs(float(item)) for row in seen.blocks for item in row if not isinstance(item, str)), default=0.0)


def _cells(seen: Inspection, largest: float, size: tuple[float, float]) -> Iterator[str]:
    """The cells that look the same are one path: a browser paints a few dozen paths sooner than thousands of cells."""
    width, height = size
    box = f"h{at(width)}v{at(height)}h{at(-width)}z"
    alike: dict[str, list[str]] = {}
    for row, numbers in enumerate(seen.blocks):
        for column, number in enumerate(numbers):
            if look := _look(number, largest):
                alike.setdefault(look, []).append(f"M{at(MARGIN + column * width)} {at(TOP + row * height)}{box}")
    yield from (f'<path {look} d="{"".join(boxes)}"/>' for look, boxes in alike.items())


def _look(number: Number, largest: float) -> str:
    """Nothing for zero, else a sign and a strength."""
    if isinstance(number, str):
        return 'class="heat--bad"'
    strength = min(abs(number) / largest, 1.0) if largest else 0.0
    if strength < 0.005:
        return ""
    kind = "heat--above" if number > 0 else "heat--below"
    return f'class="{kind}" fill-opacity="{strength:.2f}"'


def _indices(seen: Inspection, bottom: float) -> Iterator[str]:
    window = seen.window
    rows, columns = window.rows or 0, window.columns or 0
    last_row, last_column = window.row + rows - 1, window.column + columns - 1
    yield f'<text class="heat__index" x="{at(MARGIN - 6)}" y="{at(TOP + 11)}" text-anchor="end">{window.row}</text>'
    if rows > 1:
        yield f'<text class="heat__index" x="{at(MARGIN - 6)}" y="{at(bottom)}" text-anchor="end">{last_row}</text>'
    yield f'<text class="heat__index" x="{at(MARGIN)}" y="{at(TOP - 6)}">{window.column}</text>'
    if columns > 1:
        yield f'<text class="heat__index" x="{at(WIDTH)}" y="{at(TOP - 6)}" text-anchor="end">{last_column}</text>'


def _zooms(seen: Inspection, address: Address, width: float, height: float) -> Iterator[str]:
    """Links over parts of some blocks each; a keyboard has the fields of the form instead."""
    down, across = ceil(len(seen.blocks) / _ZOOM_ROWS), ceil(len(seen.blocks[0]) / _ZOOM_COLUMNS)
    rows, columns = seen.window.rows or 0, seen.window.columns or 0
    for top in range(0, len(seen.blocks), down):
        for left in range(0, len(seen.blocks[0]), across):
            row, column = top * seen.block_rows, left * seen.block_columns
            part = Window(
                seen.window.row + row,
                seen.window.column + column,
                min(down * seen.block_rows, rows - row),
                min(across * seen.block_columns, columns - column),
            )
            wide, high = min(across, len(seen.blocks[0]) - left), min(down, len(seen.blocks) - top)
            box = f'x="{at(MARGIN + left * width)}" y="{at(TOP + top * height)}"'
            yield (
                f'<a class="heat__zoom" href="{escape(address(part))}" tabindex="-1">'
                f"<title>{_slices(part)}</title>"
                f'<rect {box} width="{at(wide * width)}" height="{at(high * height)}"/></a>'
            )


def _slices(part: Window) -> str:
    """As torch writes it: "[0:8, 0:84]"."""
    return f"[{part.row}:{part.row + (part.rows or 0)}, {part.column}:{part.column + (part.columns or 0)}]"


def draw_histogram(histogram: Histogram, title: str) -> str:
    """The whole `<svg>`: a bar for each range, the ends of the ranges below."""
    most = max(histogram.counts)
    width = WIDTH / 2 / len(histogram.counts)
    bars = "".join(
        f'<rect x="{at(place * width)}" y="{at(_BARS - _BARS * count / most)}" width="{at(width * 0.9)}" '
        f'height="{at(_BARS * count / most)}"><title>{count}</title></rect>'
        for place, count in enumerate(histogram.counts)
    )
    place = f'class="heat__index" y="{at(_BARS + 16)}"'
    low = f'<text {place} x="0">{short(histogram.low)}</text>'
    high = f'<text {place} x="{at(WIDTH / 2)}" text-anchor="end">{short(histogram.high)}</text>'
    return (
        f'<svg class="histogram" {_SPACE} viewBox="0 0 {at(WIDTH / 2)} {at(_BARS + 22)}" role="img">'
        f"<title>{escape(title)}</title>{bars}{low}{high}</svg>"
    )
