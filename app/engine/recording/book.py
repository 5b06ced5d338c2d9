"""The records so far, and which of them every tensor stands for.

Which record made a tensor is remembered on the tensor itself, which needs no identity of an object and keeps nothing
alive.
"""

import weakref
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.guard import check_size
from app.engine.recording.records import Mark, Overload, Record, Scope, is_leaf, node_of, owner_of
from app.engine.recording.values import Keeper
from app.graph.model import Value


class Book:
    """Keeps records; `keep` turns tensors into the Values that stay."""

    def __init__(self, keep: Keeper, tensor_limit: int) -> None:
        self.keep = keep
        self.tensor_limit = tensor_limit
        self.records: list[Record] = []
        self.by_sequence: dict[int, Record] = {}
        self.scope = Scope()
        self.epoch = 0

    def _new(self, overload: Overload | None) -> Record:
        scope = self.scope
        return Record(-1, overload, self.epoch, scope.span, scope.label, scope.call, scope.group)

    def _place(self, record: Record) -> None:
        """A record comes after those that it reads."""
        record.index = len(self.records)
        self.records.append(record)

    def _forget(self, record: Record) -> None:
        if self.records[-1] is record:
            self.records.pop()
        self.by_sequence.pop(record.sequence, None)

    def _add_output(self, record: Record, out: Any) -> None:
        if not isinstance(out, Tensor):
            return
        check_size(out, self.tensor_limit, self.scope.span)
        record.outputs.append(self.keep(out))
        record.names.append([])
        record.refs.append(weakref.ref(out))
        self._mark(out, record, len(record.outputs) - 1)

    def _mark(self, tensor: Tensor, record: Record, output: int, version: int | None = None) -> None:
        version = tensor._version if version is None else version
        tensor._gradwalk = Mark(self, record, output, version)  # type: ignore[attr-defined]

    def names_of(self, tensor: Tensor) -> list[str]:
        """The names that the source has given to what a tensor is now."""
        mark = getattr(tensor, "_gradwalk", None)
        if mark is None or mark.recorder is not self:
            return []
        return [*mark.record.names[mark.output]]

    def resolve(self, tensor: Tensor) -> tuple[Record, int]:
        """The record, and which of its outputs, that a tensor stands for now; a tensor never seen becomes a leaf."""
        mark: Mark | None = getattr(tensor, "_gradwalk", None)
        if mark is not None and mark.recorder is self:
            record = mark.record
            if mark.version == tensor._version:
                if not tensor.requires_grad:
                    return record, mark.output
                if is_leaf(tensor):
                    return self._as_parameter(tensor, mark)
                if record.sequence >= 0:
                    return record, mark.output
            return self._refreshed(tensor, mark)
        return self._leaf(tensor, [])

    def _as_parameter(self, tensor: Tensor, mark: Mark) -> tuple[Record, int]:
        if mark.record.epoch != self.epoch and not self._goes_on(tensor, mark):
            fresh = self._leaf(tensor, self._taken_names(tensor))
            fresh[0].span = mark.record.span
            return fresh
        record = mark.record
        if not record.parameter:
            record.leaf = record.parameter = True
            record.inputs, record.numbers = [], []
        return record, mark.output

    def _goes_on(self, tensor: Tensor, mark: Mark) -> bool:
        """In a new pass a leaf stays the same node as long as it holds the same numbers."""
        value = self.keep(tensor)
        if not mark.record.parameter or value.data is None or mark.record.outputs[mark.output] != value:
            return False
        mark.record.epoch = self.epoch
        return True

    def _taken_names(self, tensor: Tensor) -> list[str]:
        """The names of a leaf go with it to the node of its new numbers."""
        names = self.names_of(tensor)
        mark: Mark | None = getattr(tensor, "_gradwalk", None)
        if mark is not None and mark.recorder is self:
            mark.record.names[mark.output] = []
        return names

    def _leaf(self, tensor: Tensor, names: list[str]) -> tuple[Record, int]:
        if tensor.requires_grad and not is_leaf(tensor):
            return self._refreshed(tensor, None)
        owner = owner_of(tensor)
        if owner is not None and not tensor.requires_grad:
            return self._data_of(tensor, owner)
        record = self._new(None)
        self._place(record)
        record.leaf, record.parameter = True, tensor.requires_grad
        self._add_output(record, tensor)
        record.names[0].extend(names)
        return record, 0

    def _data_of(self, tensor: Tensor, owner: Tensor) -> tuple[Record, int]:
        """`x.data` is read without an operation."""
        source = self.resolve(owner)
        record = self._new(None)
        self._place(record)
        record.synthetic = "data"
        record.inputs.append((0, *source))
        self._add_output(record, tensor)
        return record, 0

    def _refreshed(self, tensor: Tensor, mark: Mark | None) -> tuple[Record, int]:
        """A tensor whose numbers or autograd node changed without a call of its own: a view of a base that was written
        to, or the result of a function that hides its ops from the dispatcher."""
        names = self.names_of(tensor)
        node, leaf = node_of(tensor), is_leaf(tensor)
        known = self.by_sequence.get(node._sequence_nr()) if node is not None else None
        output = tensor.output_nr
        if known is not None and output < len(known.outputs) and known.outputs[output].shape == tuple(tensor.shape):
            self._mark(tensor, known, output)
            return known, output
        if node is None and leaf and (tensor.requires_grad or tensor._base is None):
            return self._leaf(tensor, self._taken_names(tensor) if tensor.requires_grad else names)
        base = tensor._base
        source = self.resolve(base) if base is not None else (mark.record, mark.output) if mark else None
        record = self._new(None)
        self._place(record)
        record.synthetic = "view" if base is not None else "call"
        if source is not None:
            record.inputs.append((0, *source))
        if node is not None:
            record.sequence = node._sequence_nr()
            self.by_sequence[record.sequence] = record
        record.leaf = not record.inputs and node is None
        self._add_output(record, tensor)
        record.names[0].extend(names)
        return record, 0

    def outdate(self, tensor: Tensor) -> None:
        """The numbers of a tensor were replaced without an operation: what it was before is another node."""
        mark: Mark | None = getattr(tensor, "_gradwalk", None)
        tensor._gradwalk_writes = getattr(tensor, "_gradwalk_writes", 0) + 1  # type: ignore[attr-defined]
        if mark is not None:
            mark.version = -1

    def _outdate_owners(self, written: Any) -> None:
        """What is written to the `.data` of a tensor is written to the tensor."""
        owner = owner_of(written) if isinstance(written, Tensor) else None
        while owner is not None:
            self.outdate(owner)
            owner = owner_of(owner)

    def bind(self, name: str, tensor: Tensor) -> Value:
        """The source gave a tensor a name; returns what the tensor holds."""
        mark: Mark | None = getattr(tensor, "_gradwalk", None)
        if mark is not None and self._settled(tensor, mark):
            record, output = mark.record, mark.output
        else:
            with _disable_current_modes():
                record, output = self.resolve(tensor)
        names = record.names[output]
        if name in names:
            if record.parameter:
                return record.outputs[output]
            names.remove(name)
        # The variable of a loop over the parameters is not what they are called.
        names.insert(0 if record.parameter else len(names), name)
        return record.outputs[output]

    def _settled(self, tensor: Tensor, mark: Mark) -> bool:
        """Whether a tensor's mark needs no second look."""
        if mark.recorder is not self or mark.version != tensor._version:
            return False
        return not tensor.requires_grad or (mark.record.sequence >= 0 and not is_leaf(tensor))
