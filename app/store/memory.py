"""Answers kept in the memory of this process, the least recently used dropped first; sized by bytes."""

from collections import OrderedDict


class MemoryStore:
    """At most `limit` bytes of values; an answer larger than half of that is not kept at all.

    >>> store = MemoryStore(8)
    >>> store.put("a", b"12"); store.put("b", b"34"); store.put("large", b"12345")
    >>> store.get("a"), store.get("large")
    (b'12', None)
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._values: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """The value of a key, which is then the most recently used; None when it is not kept."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self.held = 0

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, and drop old ones to make room."""
        if len(value) * 2 > self.limit:
            return
        self.held += len(value) - len(self._values.pop(key, b""))
        self._values[key] = value
        while self.held > self.limit:
            _, dropped = self._values.popitem(last=False)
            self.held -= len(dropped)
