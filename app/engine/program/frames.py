"""The variables of a running program: one frame for the program, one more for each call of a function of its own."""

from dataclasses import dataclass
from typing import Any


class Frame(dict[str, Any]):
    """Variables by name; `outer` is the frame that the function was defined in."""

    __slots__ = ("kept", "outer")

    def __init__(self, outer: "Frame | None" = None) -> None:
        super().__init__()
        self.outer = outer
        self.kept = False
        """Whether a function was made in this frame, which then holds it."""

    def program(self) -> "Frame":
        """The outermost frame."""
        frame = self
        while frame.outer is not None:
            frame = frame.outer
        return frame

    def up(self, hops: int | None) -> "Frame":
        """The frame so many functions further out; None means the program's."""
        if hops is None:
            return self.program()
        frame = self
        for _ in range(hops):
            assert frame.outer is not None
            frame = frame.outer
        return frame


@dataclass(frozen=True, slots=True)
class Return:
    """What a function gives back: the signal with which a statement ends the function's body."""

    value: Any


BREAK, CONTINUE = "break", "continue"
HANDLED = ".handled"
"""Where a frame has the error whose handler runs: what a bare `raise` raises again."""
