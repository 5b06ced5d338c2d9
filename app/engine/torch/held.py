"""What torch keeps of a run behind Python's back: let go of when the run is over, so that nothing outlives it."""

import weakref
from typing import Any, Protocol


class Closing(Protocol):
    """Something that can let go of the program."""

    def close(self) -> None:
        """Let go."""


class Kept(dict[str, Any]):
    """What a program stores on the context of a custom function."""

    def close(self) -> None:
        """Forget it."""
        self.clear()


class Held:
    """What torch holds of a run, by weak references; `in_engine` while it calls the program during a backward pass."""

    def __init__(self) -> None:
        self.in_engine = False
        self._open: list[weakref.ref[Closing]] = []
        self._most = 1_000

    def add(self, item: Closing) -> None:
        """Remember to close it."""
        self._open.append(weakref.ref(item))
        if len(self._open) > self._most:
            self._open = [reference for reference in self._open if reference() is not None]
            self._most = 2 * len(self._open) + 1_000

    def close(self) -> None:
        """Close what is still there."""
        for reference in self._open:
            item = reference()
            if item is not None:
                item.close()
        self._open = []
