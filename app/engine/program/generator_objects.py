"""What a generator function gives: its steps in, an iterator out that a program can also send to, throw into and close.
One that is let go of in the midst of its steps is closed, as in Python, so that its `finally` runs."""

import gc
from collections.abc import Callable, Generator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import torch

from app.engine.program.exceptions import raised
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function
from app.errors import ProgramError

_collecting: list[str] = []
"""Not empty while Python looks for circles. What it finds there is not closed: the moment depends on the machine."""


def _follow(phase: str, _: Mapping[str, int]) -> None:
    _collecting[:] = [phase] if phase == "start" else []


gc.callbacks.append(_follow)


class GeneratorObject(Lazy):
    """`advance` runs what it is given as a part of the generator's function, and says what ends it; `abandoned` is
    given how to close it when nobody can go on with it. `enabled` is the grad mode of its steps, where
    `@torch.no_grad()` has set one."""

    __slots__ = ("_abandoned", "_advance", "_began", "_steps", "enabled")

    def __init__(
        self,
        steps: Generator[Any, Any, Any],
        advance: Callable[[Callable[[], Any]], Any],
        abandoned: Callable[[Callable[[], None]], None],
        *sources: Any,
    ) -> None:
        super().__init__("generator", lambda *_: (), *sources)
        self._steps: Any = steps
        self._advance = advance
        self._abandoned = abandoned
        self._began = False
        self.enabled: bool | None = None

    def __next__(self) -> Any:
        return self._resumed(partial(next, self._steps))

    def send(self, value: Any) -> Any:
        """Go on, with this value for the `yield` where it stands.

        Raises:
            TypeError: it does not stand at one yet.
        """
        return self._resumed(partial(self._steps.send, value))

    def throw(self, error: Any, *_: Any) -> Any:
        """Go on with an exception at the `yield` where it stands."""
        known = error if isinstance(error, ProgramError) else raised(error, None)
        return self._resumed(partial(self._steps.throw, known))

    def close(self) -> None:
        """End it where it stands: its `finally` and `with` run.

        Raises:
            RuntimeError: it goes on regardless.
        """
        if not self._began:
            self._steps.close()
            return
        try:
            self.throw(GeneratorExit())
        except StopIteration:
            return
        except ProgramError as error:
            if not isinstance(error.raised, (GeneratorExit, StopIteration)):
                raise
            error.__traceback__ = error.__context__ = None  # in a circle with the frames of whoever let go of it
            return
        raise RuntimeError("generator ignored GeneratorExit")

    def _resumed(self, resume: Callable[[], Any]) -> Any:
        self._began = True
        try:
            if self.enabled is None:
                return self._advance(resume)
            with torch.set_grad_enabled(self.enabled):
                return self._advance(resume)
        finally:
            if self._steps.gi_frame is None:  # it has ended: its variables go at once
                self._advance = _at_once

    def __del__(self) -> None:
        """Nobody can go on with it."""
        began = getattr(self, "_began", False)
        if began and not _collecting and self._steps.gi_frame is not None:
            self._abandoned(self.close)


GeneratorObject.__name__ = "generator"  # what Python's own messages call it


def _at_once(resume: Callable[[], Any]) -> Any:
    return resume()


MEMBERS: Mapping[str, Function] = MappingProxyType(
    {
        "send": Function("send", lambda owner, value: owner.send(value), False, frozenset()),
        "throw": Function("throw", lambda owner, error: owner.throw(error), False, frozenset()),
        "close": Function("close", lambda owner: owner.close(), False, frozenset()),
    }
)
"""What a program may call of it, besides `next`."""
