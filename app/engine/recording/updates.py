"""What a program writes into its leaves after a backward pass: noticed as it happens, told as steps of the update."""

import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor

from app.engine.recording.drafting import Sheet
from app.engine.recording.records import Record, stands_for
from app.errors import Span
from app.graph.model import Anatomy, Change, Step, Value

NOTHING: Mapping[Tensor, Anatomy] = MappingProxyType({})


@dataclass(slots=True)
class _Watched:
    """A leaf of the last pass: its node, and what it held when it was last looked at."""

    node: str
    name: str | None
    tensor: weakref.ref[Tensor]
    stamp: tuple[int, int, int]
    value: Value
    grad: Value | None


@dataclass(frozen=True, slots=True)
class _Write:
    node: str
    changes: tuple[Change, ...]
    by: str | None
    span: Span | None
    anatomy: Anatomy | None


class Updates:
    """Watches the leaves of one pass until the next one. A leaf is looked at again when its version or its memory has
    changed, and written to when its numbers have; `renew` is told of it."""

    def __init__(self, keep: Callable[[Tensor], Value], renew: Callable[[Tensor], None]) -> None:
        self.keep = keep
        self.renew = renew
        self._watched: list[_Watched] = []
        self._writes: list[_Write] = []
        self._expected: Span | None = None
        self.author: str | None = None

    def watch(self, sheet: Sheet) -> None:
        """From now on the leaves of this pass."""
        self._watched = []
        for draft in sheet.drafts:
            tensor = draft.record.refs[0]() if draft.record.parameter and draft.record.refs else None
            if tensor is not None and stands_for(draft.record, tensor):
                names = draft.record.names[0]
                grad = None if tensor.grad is None else self.keep(tensor.grad)
                self._watched.append(
                    _Watched(
                        draft.id, names[-1] if names else None, draft.record.refs[0], _stamp(tensor),
                        draft.record.outputs[0], grad,
                    )
                )  # fmt: skip

    def expect(self, span: Span | None) -> None:
        """A line is about to write. It is too early to look: torch counts the version on after the operation."""
        self.catch_up()
        self._expected = span

    def catch_up(self) -> None:
        """Look at what the last line that was to write has written, before the gradients become others."""
        self.look(self.author, self._expected)

    def leaves(self) -> list[Tensor]:
        """The leaves that are watched and still there."""
        return [tensor for leaf in self._watched if (tensor := leaf.tensor()) is not None]

    def look(self, by: str | None, span: Span | None, anatomies: Mapping[Tensor, Anatomy] = NOTHING) -> None:
        """Note what has been written since the last look: by an optimizer, or else by the line of the program."""
        for leaf in self._watched:
            tensor = leaf.tensor()
            if tensor is None or _stamp(tensor) == leaf.stamp:
                continue
            leaf.stamp = _stamp(tensor)
            self.renew(tensor)
            value = self.keep(tensor)
            if value != leaf.value or _is_outline(value):
                changes = [Change(leaf.node, "value", value, before=leaf.value)]
                leaf.value = value
                grad = None if tensor.grad is None else self.keep(tensor.grad)
                if grad is not None and grad != leaf.grad:
                    changes.append(Change(leaf.node, "grad", grad, before=leaf.grad))
                    leaf.grad = grad
                self._writes.append(_Write(leaf.node, tuple(changes), by, span, anatomies.get(tensor)))

    def collect(self, start: int, following: Sheet | None = None) -> tuple[Step, ...]:
        """The steps of the update, numbered from `start`; nothing is watched any more. A name that stands for another
        leaf in the pass that follows was given a new tensor, which is an update too."""
        self.catch_up()
        if following is not None:
            self._rebound(following)
        steps = tuple(
            Step(start + number, "update", "write", write.node, (), write.changes, write.by, write.span, write.anatomy)
            for number, write in enumerate(self._writes)
        )
        self._watched, self._writes = [], []
        return steps

    def _rebound(self, following: Sheet) -> None:
        leaves: dict[str, Record] = {}
        for draft in following.drafts:
            if draft.record.parameter:
                leaves.update(dict.fromkeys(draft.record.names[0], draft.record))
        last = {leaf.name: leaf for leaf in self._watched}
        for leaf in self._watched:
            record = leaves.get(leaf.name or "")
            if record is None or last[leaf.name] is not leaf or record.refs[0]() is leaf.tensor():
                continue
            value = record.outputs[0]
            if value != leaf.value:
                change = Change(leaf.node, "value", value, before=leaf.value)
                self._writes.append(_Write(leaf.node, (change,), None, record.span, None))


def _stamp(tensor: Tensor) -> tuple[int, int, int]:
    """Tells that numbers may have changed: in-place operations count the version on, `.data =` changes the memory, and
    the recorder counts what is written to `.data`."""
    memory = tensor.data_ptr() if tensor.layout is torch.strided else 0
    return tensor._version, memory, getattr(tensor, "_gradwalk_writes", 0)


def _is_outline(value: Value) -> bool:
    """Whether only the shape was kept, which does not tell that the numbers are others."""
    return value.data is None and value.stats is None
