"""The latest of something that is costly to make again, as long as they weigh little enough together."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values of at most `most` weight together, the least recently used dropped first; the newest always stays.

    >>> recent = Recent(2)
    >>> [recent.put(key, key.upper(), weight=1) for key in "abc"], recent.get("a"), recent.get("c")
    (['A', 'B', 'C'], None, 'C')
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __iter__(self) -> Iterator[Value]:
        return (value for value, _ in self._values.values())

    def get(self, key: Key) -> Value | None:
        """The value of a key, or None."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def put(self, key: Key, value: Value, *, weight: int) -> Value:
        """Keep a value; returns it."""
        _, replaced = self._values.pop(key, (value, 0))
        self._values[key] = (value, weight)
        self.weight += weight - replaced
        while self.weight > self.most and len(self._values) > 1:
            _, (_, dropped) = self._values.popitem(last=False)
            self.weight -= dropped
        return value
