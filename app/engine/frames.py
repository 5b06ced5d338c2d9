"""The variables of a running program: one frame for the program, one more for each call of a function of its own."""

from dataclasses import dataclass
from typing import Any


class Frame(dict[str, Any]):
    """Variables by name; `outer` is the frame that the function was defined in."""

    __slots__ = ("outer",)

    def __init__(self, outer: "Frame | None" = None) -> None:
        super().__init__()
        self.outer = outer

    def program(self) -> "Frame":
        """The outermost frame."""
        frame = self
        while frame.outer is not None:
            frame = frame.outer
        return frame

    def holder(self, name: str) -> "Frame | None":
        """The nearest frame outside this one that has a name."""
        frame = self.outer
        while frame is not None and name not in frame:
            frame = frame.outer
        return frame


@dataclass(frozen=True, slots=True)
class Return:
    """What a function gives back: the signal with which a statement ends the function's body."""

    value: Any


BREAK, CONTINUE = "break", "continue"
