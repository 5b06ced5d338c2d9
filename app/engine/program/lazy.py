"""What map, zip, filter, enumerate, reversed and generator expressions give: items gone through once, each made when
its turn comes."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.errors import LimitExceeded, text

DEEPEST = 64


class Lazy:
    """An iterator that shows no address and that is not built up into a tower: Python asks each storey by recursion."""

    __slots__ = ("_items", "name", "storeys")

    def __init__(self, name: str, make: Callable[..., Iterable[Any]], *sources: Any) -> None:
        self.name = name
        self.storeys: int = 1 + max((source.storeys for source in sources if isinstance(source, Lazy)), default=0)
        if self.storeys > DEEPEST:
            raise LimitExceeded(
                text("Iterators here are nested more than %(limit)s deep.", limit=DEEPEST),
                hint=text("Make a list of one of them: list(...)."),
            )
        self._items = iter(make(*sources))

    def __repr__(self) -> str:
        return f"<{self.name} object>"

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._items)
