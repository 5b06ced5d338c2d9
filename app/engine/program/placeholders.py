"""Values that stand for something that is not there, or that a program does not see: names of annotations, progress
bars, settings for a while."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any


class Annotation:
    """A name of `typing`: it stands in annotations, which nobody evaluates, and means nothing elsewhere."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"typing.{self.name}"

    def __getitem__(self, _: Any) -> "Annotation":
        return self


class Progress:
    """A progress bar around a loop: the loop itself, since nothing is shown while a program runs."""

    __slots__ = ("items",)

    def __init__(self, items: Any) -> None:
        self.items = items

    def __repr__(self) -> str:
        return "<tqdm>"

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Opened:
    """A setting that holds now; it is closed once, by its `with`, or when the run ends in the midst of it."""

    __slots__ = ("__weakref__", "_manager")

    def __init__(self, manager: AbstractContextManager[Any]) -> None:
        self._manager: AbstractContextManager[Any] | None = manager
        manager.__enter__()

    def close(self) -> None:
        """What was before holds again."""
        manager, self._manager = self._manager, None
        if manager is not None:
            manager.__exit__(None, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What holds inside a `with`, such as np.errstate(...): a real context, opened when the block is entered."""

    name: str
    open: Callable[[], AbstractContextManager[Any]]

    def __repr__(self) -> str:
        return f"<{self.name}>"
