"""`os.path`, as far as it only works on the text of a path: the same on every machine."""

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.guard import MOST_ITEMS
from app.engine.program.type_names import type_name
from app.errors import LimitExceeded, text

_FURTHER = "join() argument must be str, bytes, or os.PathLike object, not '{}'"


def _joined(first: Any, *parts: Any) -> str:
    words = [_text(first), *(_text(part, _FURTHER) for part in parts)]
    if sum(map(len, words)) > MOST_ITEMS:
        raise LimitExceeded(text("A list or a text would have more than %(limit)s items.", limit=MOST_ITEMS))
    return posixpath.join(*words)


def _text(part: Any, says: str = "expected str, bytes or os.PathLike object, not {}") -> str:
    if type(part) is not str:
        raise TypeError(says.format(type_name(part)))
    return part


OF_TEXT: Mapping[str, Callable[..., Any]] = {
    "join": _joined,
    "basename": lambda p: posixpath.basename(_text(p)),
    "dirname": lambda p: posixpath.dirname(_text(p)),
    "splitext": lambda p: posixpath.splitext(_text(p)),
}
"""What os.path has that only works on the text."""
