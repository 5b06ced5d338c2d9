"""What a run tells of itself while it goes on, as plain data."""

import msgspec

from app.graph.model import Number


class Progress(msgspec.Struct, frozen=True):
    """How far a run is after `seconds`: its backward passes so far and, where its loops tell, about how many there will
    be. The loss comes thinned: `losses` at the passes of `places`, with `loss` the latest; `printed` is the end of the
    printed text, and `cut` says that more stands before it."""

    seconds: float
    passes: int
    expected: int | None = None
    loss: Number | None = None
    places: tuple[int, ...] = ()
    losses: tuple[float, ...] = ()
    printed: str = ""
    cut: bool = False
