"""Where frames stand around placed boxes: the frames of a Structure and its Boxes come in, Rectangles go out."""

from collections.abc import Sequence

from app.graph.coordinates import Box, Frame, Rectangle

MARGIN = 8.0
"""Between a frame and what stands in it, at every side."""
LABEL = 9.0
"""More of it along the top, for the frame's label."""

Edges = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def rectangles(frames: Sequence[Frame], boxes: Sequence[Box]) -> tuple[Rectangle, ...]:
    """The rectangle of every frame, which holds its boxes and the frames inside it."""
    sides = {box.id: _sides(box) for box in boxes}
    held: dict[str, list[Edges]] = {frame.id: [sides[id] for id in frame.outlines] for frame in frames}
    found: dict[str, Rectangle] = {}
    for frame in reversed(frames):  # the inner ones come after those around them
        left, top, right, bottom = zip(*held[frame.id], strict=True)
        edges = (min(left) - MARGIN, min(top) - MARGIN - LABEL, max(right) + MARGIN, max(bottom) + MARGIN)
        found[frame.id] = _rectangle(frame.id, edges)
        if frame.parent is not None:
            held[frame.parent].append(edges)
    return tuple(found[frame.id] for frame in frames)


def _sides(box: Box) -> Edges:
    return (
        box.x - box.width / 2,
        box.y - box.height / 2,
        box.x + box.width / 2,
        box.y + box.height / 2,
    )


def _rectangle(id: str, edges: Edges) -> Rectangle:
    left, top, right, bottom = edges
    return Rectangle(id, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
