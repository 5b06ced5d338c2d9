"""The calls of torch's dispatcher, while they are recorded, in; the same on a tape that knows their records, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.recording.recorder import Recorder
from app.engine.recording.records import Mark, Record
from app.engine.studies.replaying.precise import Remembering

Made = tuple[Record, int]
"""A record, and which of its outputs."""


@dataclass(frozen=True)
class Drawn:
    """An operation that draws random numbers, and will draw the same ones again."""

    function: Callable[..., Any]
    state: Tensor

    @property
    def __name__(self) -> str:
        name: str = self.function.__name__
        return name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        _generator(kwargs).set_state(self.state)
        return self.function(*args, **kwargs)


class RecordedTape(Remembering):  # type: ignore[no-untyped-call]  # torch's base class is untyped
    """A tape that lies on the recorder: it keeps what the record of every operation is, by the operation's place on the
    tape. Its own work is not recorded. Who reads it operation by operation may pass over the trouble of one: random
    numbers are drawn again, and where a tensor comes from that none has made, the reader finds out."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder
        self.made: dict[int, list[Made | None]] = {}

    def _kept(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], reads: Any, written: Any) -> Any:
        draws = torch.Tag.nondeterministic_seeded in func.tags
        state = _generator(kwargs).get_state() if draws else None
        out = super()._kept(func, args, kwargs, reads, written)
        place = len(self.doings) - 1
        doing = self.doings[place]
        if state is not None:
            self.doings[place] = replace(doing, function=Drawn(func, state))
        self.made[place] = [self._marked(item, bool(written)) for item in doing.out]
        return out

    def applied(self, again: Callable[..., Any], given: Sequence[Any], results: Sequence[Tensor]) -> None:
        """As of every tape."""
        before = len(self.doings)
        super().applied(again, given, results)
        if len(self.doings) > before and self.doings[-1].function is again:
            self.made[len(self.doings) - 1] = [self._marked(item, False) for item in results]

    def _marked(self, tensor: Tensor, written: bool) -> Made | None:
        """What is written through a view is a new state of its base."""
        owner = tensor._base if written and tensor._base is not None else tensor
        mark: Mark | None = getattr(owner, "_gradwalk", None)
        return (mark.record, mark.output) if mark is not None and mark.recorder is self.recorder else None

    def _own(self, tensor: Tensor) -> int:
        with _disable_current_modes():
            return super()._own(tensor)

    def _held(self, item: Any) -> Any:
        """What requires grad is kept itself, so that it can be asked where it comes from."""
        if isinstance(item, Tensor) and item.requires_grad:
            return item
        with _disable_current_modes():
            return super()._held(item)

    def _depends(self, tensor: Tensor) -> bool:
        with _disable_current_modes():
            return super()._depends(tensor)


def _generator(kwargs: dict[str, Any]) -> torch.Generator:
    given: torch.Generator | None = kwargs.get("generator")
    return torch.default_generator if given is None else given
