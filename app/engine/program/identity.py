"""`id` and `hash`: numbers that tell objects apart, the same in every run, and no addresses."""

import zlib
from collections.abc import Mapping
from typing import Any

from app.engine.guard import MOST_ITEMS, compared
from app.engine.program.objects import Function, Instance
from app.engine.program.type_names import type_name
from app.errors import LimitExceeded, text

_FIRST, _STEP = 1_048_576, 16
_VALUES = (int, float, bool, type(None))


def identifiers() -> Mapping[str, Function]:
    """The functions of one run."""
    known: dict[int, int] = {}

    def identifier(value: Any) -> int:
        """Numbered in the order of asking; as in Python, what has gone may leave its number to another."""
        if len(known) >= MOST_ITEMS:
            raise LimitExceeded(text("The program asks for the id of too many objects."))
        return known.setdefault(id(value), _FIRST + _STEP * len(known))

    def hashed(value: Any) -> int:
        if isinstance(value, Instance) or type(value) in _VALUES:
            return hash(value)
        if type(value) is str:
            return zlib.crc32(value.encode(errors="replace"))
        if isinstance(value, tuple):
            return hash(tuple(hashed(item) for item in compared(value)))
        if isinstance(value, frozenset):
            return hash(frozenset(hashed(item) for item in compared(value)))
        if type(value).__hash__ is None:
            raise TypeError(f"unhashable type: '{type_name(value)}'")
        return identifier(value)

    calls = {"id": identifier, "hash": hashed}
    return {name: Function(name, call, traced=False, keywords=frozenset()) for name, call in calls.items()}
