"""A function of numpy in, which of its arguments it writes to out: what `shared_memory` counts before it is called."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.numpy.shared_memory import SHARED_MEMORY

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_MAY_WRITE_FIRST = ("overwrite_input", "copy")


@dataclass(frozen=True, slots=True)
class Writes:
    """`out` is the position of the array that takes the result; from `first` arguments on the first one is written to
    (None: never)."""

    out: int | None = None
    first: int | None = None

    def count(self, arguments: Sequence[Any], options: Mapping[str, Any]) -> None:
        """The call is about to be made."""
        if not SHARED_MEMORY.begun:
            return
        if "out" in options:
            SHARED_MEMORY.will_write(options["out"])
        if self.out is not None and len(arguments) > self.out:
            SHARED_MEMORY.will_write(arguments[self.out])
        if self.first is not None and (len(arguments) > self.first or "copy" in options):
            SHARED_MEMORY.will_write(arguments[0] if arguments else None)


def writes_of(real: Callable[..., Any], *, in_place: bool = False) -> Writes:
    """What a function writes to, by the names of its parameters; `in_place`: its first argument, always."""
    parameters = list(inspect.signature(real).parameters.values())
    names = [part.name for part in parameters if part.kind in _BY_POSITION]
    first = next((names.index(name) for name in _MAY_WRITE_FIRST if name in names), None)
    return Writes(names.index("out") if "out" in names else None, 0 if in_place else first)
