"""Every call that reaches torch's dispatcher in, a list of `Record`s out: what was computed, from what, to what.

A record is joined to its autograd node by sequence number: the number that torch hands out for the node of an op is
`_get_sequence_nr() - 1` right after the op's call.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch._C import _len_torch_dispatch_stack
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes

from app.engine.recording.book import Book
from app.engine.recording.records import Overload, Record, is_leaf
from app.engine.recording.values import Keeper
from app.errors import LimitExceeded, text
from app.ops.creation import ENTRIES as CREATION
from app.ops.registry import BY_ATEN

_next_sequence: Callable[[], int] = torch.autograd._get_sequence_nr  # type: ignore[attr-defined]
_CREATES = frozenset(entry.name for entry in CREATION)


class Recorder(Book, TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's base class is untyped
    """Records what runs inside `with recorder:`.

    `writes` is called before every in-place operation. A `quiet` recorder does only that. A `lenient` one falls quiet
    when a window grows too large, where another raises LimitExceeded.
    """

    def __init__(self, keep: Keeper, *, node_limit: int, tensor_limit: int) -> None:
        TorchDispatchMode.__init__(self)  # type: ignore[no-untyped-call]
        Book.__init__(self, keep, tensor_limit)
        self.node_limit = node_limit
        self.window = 0
        self.quiet = False
        self.lenient = False
        self.writes: Callable[[], None] = _nobody
        self._overloads: dict[Any, Overload] = {}
        self.first_sequence = _next_sequence()
        self._last_sequence = self.first_sequence - 1

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing is compiled here: the guard would cost as much as the record, and import the whole compiler."""
        return False

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        overload = self._overloads.get(func) or self._learn(func)
        if overload.writes:
            self.writes()
            self._outdate_owners(args[0])
        if self.quiet or self._is_full():
            return func(*args, **kwargs)
        record = self._new(overload)
        if not overload.creates or _any_requires_grad(overload, args):
            self._read_inputs(record, args, kwargs)
        out = func(*args, **kwargs)
        self._place(record)
        self._join(record)
        if overload.writes and record.sequence < 0:
            self._take_over(record)
        if overload.writes and isinstance(out, Tensor):
            self._write(record, out)
        elif isinstance(out, Tensor):
            self._add_output(record, out)
        elif isinstance(out, (tuple, list)):
            for item in out:
                self._add_output(record, item)
        if not record.outputs:
            self._forget(record)
        elif not record.inputs:
            record.leaf = True
        return out

    def _is_full(self) -> bool:
        """Whether the window has become too large, and the recorder quiet."""
        if len(self.records) - self.window < self.node_limit:
            return False
        if not self.lenient:
            raise LimitExceeded(
                text("One pass has more than %(limit)s operations.", limit=self.node_limit),
                hint=text("Use fewer iterations or larger tensors."),
                span=self.scope.span,
            )
        self.quiet = True
        return True

    def _join(self, record: Record) -> None:
        """The newest number is the op's own, unless reading its arguments made torch renew the node of a view."""
        newest = sequence = _next_sequence() - 1
        while sequence in self.by_sequence:
            sequence -= 1
        if sequence > self._last_sequence:
            record.sequence = sequence
            self.by_sequence[sequence] = record
        self._last_sequence = newest

    def _take_over(self, record: Record) -> None:
        """Where the way back needs what an in-place operation overwrites, torch first makes the operation's node, then
        a copy of that, which nobody differentiates."""
        copy = self.records[-2] if len(self.records) > 1 else None
        if copy is None or copy.overload is None or copy.overload.name != "clone" or copy.sequence < 0:
            return
        own = copy.sequence - 1
        if copy.sequence == self._last_sequence and own not in self.by_sequence and copy.inputs == record.inputs[:1]:
            del self.by_sequence[copy.sequence]
            record.sequence, copy.sequence = own, -1
            self.by_sequence[own] = record

    def _learn(self, func: Any) -> Overload:
        schema = func._schema
        name = schema.name.removeprefix("aten::")
        entry = BY_ATEN.get(name)
        creates = entry is not None and entry.name in _CREATES and name != "_to_copy"
        overload = Overload(
            name=name,
            aten=f"{name}.{func._overloadname}",
            arguments=tuple(argument.name for argument in schema.arguments),
            entry=entry,
            creates=creates or name == "lift_fresh",
            writes=any(argument.is_write for argument in schema.arguments[:1]),
            draws_numbers=entry is not None and entry.draws_numbers,
            elementwise=entry is not None and entry.elementwise,
        )
        self._overloads[func] = overload
        return overload

    def _read_inputs(self, record: Record, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        overload = record.overload
        assert overload is not None
        slot = 0
        for position, argument in enumerate(args):
            if isinstance(argument, Tensor):
                producer, output = self.resolve(argument)
                record.inputs.append((slot, producer, output))
            elif isinstance(argument, (list, tuple)) and argument and isinstance(argument[0], (Tensor, type(None))):
                for item in argument:
                    if isinstance(item, Tensor):
                        producer, output = self.resolve(item)
                        record.inputs.append((slot, producer, output))
                    slot += 1
                continue
            elif overload.draws_numbers and position < 2 and isinstance(argument, (int, float)):
                record.numbers.append((slot, argument))
            elif argument is not None:
                record.attributes.append((overload.arguments[position], argument))
            slot += 1
        for name, argument in kwargs.items():
            if isinstance(argument, Tensor):
                producer, output = self.resolve(argument)
                record.inputs.append((overload.arguments.index(name), producer, output))
            elif argument is not None:
                record.attributes.append((name, argument))

    def _write(self, record: Record, out: Tensor) -> None:
        """An in-place op: its tensor is a new node; through a view it is the base that becomes one."""
        base = out._base
        written = out if base is None else base
        names = self._taken_names(written) if written.requires_grad and is_leaf(written) else self.names_of(written)
        if base is not None and record.inputs:
            view = record.inputs[0]
            view[1].through = True
            record.attributes[:0] = view[1].attributes
            producer, output = self._producer_before(base, view)
            record.inputs[0] = (0, producer, output)
        elif record.overload is not None and record.overload.name == "copy_":
            record.inputs = [item for item in record.inputs if item[0] != 0]  # what it overwrites it does not read
        self._add_output(record, written)
        record.names[0].extend(names)
        if not written.requires_grad:
            self._mark(written, record, 0, written._version + 1)  # torch counts it on after the operation
        if record.sequence >= 0 and base is not None:
            self.by_sequence[record.sequence + 1] = record

    def _producer_before(self, base: Tensor, view: tuple[int, Record, int]) -> tuple[Record, int]:
        mark = getattr(base, "_gradwalk", None)
        if mark is not None and mark.recorder is self:
            return mark.record, mark.output
        return view[1], view[2]

    def sources(self, arguments: Sequence[Any]) -> list[tuple[int, Record, int]]:
        """Where the tensors among some arguments come from, by position."""
        if self.quiet or self._is_full():
            return []
        return [(slot, *self.resolve(item)) for slot, item in enumerate(arguments) if isinstance(item, Tensor)]

    def applied(self, name: str, sources: list[tuple[int, Record, int]], results: Sequence[Tensor]) -> None:
        """A function with a derivative of its own, whose operations the dispatcher did not show, has given `results`:
        together they are one record."""
        if self.quiet or not results:
            return
        record = self._new(None)
        record.synthetic, record.inputs = name, sources
        self._place(record)
        node = next((result.grad_fn for result in results if result.grad_fn is not None), None)
        if node is not None:
            record.sequence = node._sequence_nr()
            self.by_sequence[record.sequence] = record
        self._last_sequence = _next_sequence() - 1
        for result in results:
            self._add_output(record, result)

    def renew(self, leaf: Tensor) -> None:
        """A leaf was written to: it is another node from this line on, not from the one that uses it next."""
        if _len_torch_dispatch_stack() and not self.quiet:
            with _disable_current_modes():
                self.resolve(leaf)

    def next_window(self) -> None:
        """A pass has ended: what comes now belongs to the next one, and so do autograd nodes made from here on."""
        self.window = len(self.records)
        self._last_sequence = _next_sequence() - 1
        self.epoch += 1


def _nobody() -> None:
    """Nobody wants to know of writes."""


def _any_requires_grad(overload: Overload, args: tuple[Any, ...]) -> bool:
    """zeros_like(x) takes no numbers from x, but normal(mean=x) has an autograd node."""
    return overload.name != "lift_fresh" and any(isinstance(item, Tensor) and item.requires_grad for item in args)
