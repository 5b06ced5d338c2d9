"""What keeps a program's values within bounds: the size of every tensor, the depth and length of every list."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from torch import Tensor

from app.engine.limits import Limits
from app.engine.program.objects import Instance
from app.engine.program.settings import Settings
from app.errors import LimitExceeded, ProgramError, Span, text

MOST_NUMBERS = Limits().tensor_numbers
MOST_DIMENSIONS = 64
DEEPEST_LIST = 64
MOST_ITEMS = 1_000_000
VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
CONTAINERS: tuple[type, ...] = (list, tuple, dict, set, frozenset, deque, Settings, *VIEWS)
"""What Python walks by recursion when it prints, compares or hashes."""


def check_size(tensor: Tensor, limit: int, span: Span | None) -> None:
    """Raise LimitExceeded for a tensor of more than `limit` numbers, or of more dimensions than torch can walk."""
    if tensor.numel() > limit:
        raise LimitExceeded(
            text("A tensor would hold more than %(limit)s numbers.", limit=limit),
            hint=text("Use smaller sizes; this one has the shape %(shape)s.", shape=str(list(tensor.shape))[:80]),
            span=span,
        )
    if tensor.dim() > MOST_DIMENSIONS:
        raise LimitExceeded(
            text("A tensor would have more than %(limit)s dimensions.", limit=MOST_DIMENSIONS),
            hint=text("Use fewer dimensions."),
            span=span,
        )


def check_sizes(result: Any) -> None:
    """Raise LimitExceeded for too large a tensor in the result of a function that Python's or torch's code calls."""
    for part in result if isinstance(result, (list, tuple)) else (result,):
        if isinstance(part, Tensor):
            check_size(part, MOST_NUMBERS, None)


def check_nesting(value: Any, *, whole: bool = False) -> None:
    """Raise LimitExceeded for lists within lists that are too deep, go round in a circle, or are too many: torch and
    Python walk them by recursion, and a list that holds itself twice doubles at every level. `whole`: no objects of
    the program's own among the items either."""
    waiting = [(value, 0)]
    count = 0
    while waiting:
        item, depth = waiting.pop()
        inside: Sequence[Any] = ()
        item = item.fields if isinstance(item, Settings) else item
        if isinstance(item, dict):
            inside = [*item.keys(), *item.values()]
        elif isinstance(item, CONTAINERS):
            found: Any = item
            inside = list(found)
        count += len(inside)
        if depth > DEEPEST_LIST or count > MOST_ITEMS:
            raise LimitExceeded(
                text("The lists here are nested too deeply, or hold too many items."), hint=text("Use a tensor.")
            )
        waiting.extend((part, depth + 1) for part in inside if isinstance(part, CONTAINERS))
        if whole and any(isinstance(part, Instance) for part in inside):
            raise _own_object()


def check_argument(value: Any) -> None:
    """What goes into a function of torch: tensors, numbers, text, lists of them; no object of the program's, whose
    methods torch would call from its own code."""
    if isinstance(value, (list, tuple, dict)):
        check_nesting(value, whole=True)
    elif isinstance(value, Instance):
        raise _own_object()


def _own_object() -> ProgramError:
    return ProgramError(
        text("A function of torch or numpy can't take an object of a class of the program's own."),
        code="own-object",
        hint=text("Give it the tensor or the number that the object holds."),
    )


def check_index(key: Any) -> None:
    """What stands in [ ]: only lists need a look."""
    if isinstance(key, (list, tuple)):
        check_nesting(key)


def checked_slice(key: slice) -> slice:
    """The slice, when no other slice or container is inside: Python walks towers of them by recursion."""
    if any(isinstance(part, (slice, *CONTAINERS)) for part in (key.start, key.stop, key.step)):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return key


def compared(value: Any) -> Any:
    """The value, when comparing or hashing it ends: only containers need a look."""
    if isinstance(value, CONTAINERS):
        check_nesting(value)
    return value
