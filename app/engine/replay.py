"""The operations between the parameters and the loss of one pass come in as they run; a function that does them again
with other numbers goes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from app.engine.records import is_leaf
from app.errors import ProgramError, Text, text

_SMALL = 1_024
_READS = frozenset({"aten::_local_scalar_dense", "aten::item", "aten::is_nonzero"})
Sources = dict[int, Tensor]
Values = dict[int, Any]


def no_surface(why: Text, hint: Text | None = None) -> ProgramError:
    """There is no surface, and why."""
    return ProgramError(why, code="no-surface", hint=hint)


@dataclass(frozen=True, slots=True)
class Doing:
    """One call of the dispatcher. `reads` are the tensors among its arguments that depend on a parameter."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    out: tuple[Tensor, ...]
    reads: tuple[Tensor, ...]
    writes: tuple[int, ...]


class Tape(TorchDispatchMode):
    """Keeps every operation that depends on a leaf that requires grad, as long as `with tape:` lasts."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's base class is untyped
        self.doings: list[Doing] = []
        self.sources: Sources = {}
        self.read: list[Tensor] = []
        self.trouble: Text | None = None
        self._known: dict[int, Tensor] = {}
        self._memory: dict[int, Tensor] = {}

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        written = self._written(func, args, kwargs)
        if any(self._is_a_leaf(item) for item in written):
            return func(*args, **kwargs)  # an update: the leaf is a source anew, with the number that it has then
        reads = tuple(item for item in tensors_of((*args, *kwargs.values())) if self._depends(item))
        if not reads:
            return func(*args, **kwargs)
        if func._schema.name in _READS:
            self.read.extend(reads)
            return func(*args, **kwargs)
        if torch.Tag.nondeterministic_seeded in func.tags:
            self.trouble = text("The calculation draws random numbers, so it gives another loss each time.")
        return self._kept(func, args, kwargs, reads, written)

    def _kept(
        self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], reads: tuple[Tensor, ...], written: list[Tensor]
    ) -> Any:
        writes = tuple(self._own(item) for item in written)
        held = args if written else tuple(self._held(item) for item in args)
        out = func(*args, **kwargs)
        outputs = tuple(tensors_of(out if isinstance(out, (tuple, list)) else (out,)))
        self.doings.append(Doing(func, held, kwargs, outputs, reads, writes))
        for item in outputs:
            self._learn(item)
        return out

    def _written(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
        """The tensors that an in-place operation writes to."""
        if not func._schema.is_mutable:
            return []
        places = [
            (place, argument.name)
            for place, argument in enumerate(func._schema.arguments)
            if argument.alias_info is not None and argument.alias_info.is_write
        ]
        return tensors_of([args[place] if place < len(args) else kwargs.get(name) for place, name in places])

    def _is_a_leaf(self, tensor: Tensor) -> bool:
        """Whether it is a parameter, or a view of one."""
        return memory_of(tensor) in self.sources or (tensor.requires_grad and is_leaf(tensor))

    def _depends(self, tensor: Tensor) -> bool:
        if id(tensor) in self._known:
            return True
        if tensor.requires_grad and is_leaf(tensor):
            self.sources[memory_of(tensor)] = tensor.detach()  # keeps the memory, so that no other tensor gets it
            self._learn(tensor)
            return True
        owner = self._memory.get(memory_of(tensor))
        if owner is not None:
            self._view(owner, tensor)
            return True
        if tensor.requires_grad:
            self.trouble = text("The loss uses what an earlier pass, or a custom function, has computed.")
        return False

    def _view(self, owner: Tensor, tensor: Tensor) -> None:
        """Memory of a known tensor under another object, such as `.data` or a view that was made before."""
        size, stride, offset = tuple(tensor.shape), tensor.stride(), int(tensor.storage_offset())
        self.doings.append(
            Doing(torch.ops.aten.as_strided.default, (owner, size, stride, offset), {}, (tensor,), (owner,), ())
        )
        self._learn(tensor)

    def _own(self, tensor: Tensor) -> int:
        """What does not depend on a parameter is about to be written to: from here on it does, beginning as it was."""
        memory = memory_of(tensor)
        if memory not in self._memory:
            base = tensor if tensor._base is None else tensor._base
            self.doings.append(Doing(_copied, (base.detach().clone(),), {}, (base,), (), (memory,)))
            self._learn(base)
        self._depends(tensor)
        return memory

    def _held(self, item: Any) -> Any:
        """An argument as it is now: the program may write to a small one later."""
        if not isinstance(item, Tensor) or id(item) in self._known or item.numel() > _SMALL:
            return item
        return item.detach().clone()

    def _learn(self, tensor: Tensor) -> None:
        self._known[id(tensor)] = tensor
        memory = memory_of(tensor)
        if memory not in self._memory:
            self._memory[memory] = tensor if tensor._base is None else tensor._base

    def up_to(self, root: Tensor) -> "Replay":
        """The calculation of one number, without what it does not need.

        Raises:
            ProgramError: `no-surface`; it can't be done again.
        """
        if id(root) not in self._known:
            raise no_surface(text("The loss depends on no parameter that this pass has read."))
        wanted, memory = {id(root)}, {memory_of(root)}
        kept: list[Doing] = []
        for doing in reversed(self.doings):
            if memory.isdisjoint(doing.writes) and not any(id(item) in wanted for item in doing.out):
                continue
            kept.append(doing)
            for item in (*doing.reads, *doing.out):
                wanted.add(id(item))
                memory.add(memory_of(item))
        if self.trouble is not None:
            raise no_surface(self.trouble)
        return Replay(tuple(reversed(kept)), root, any(id(item) != id(root) for item in self.read))


@dataclass(frozen=True)
class Replay:
    """A calculation that can be done again. `branches` says that the program has read a number out of it on the way,
    and may have taken another way with another number."""

    doings: tuple[Doing, ...]
    root: Tensor
    branches: bool

    def __call__(self, changed: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """The root, with other values for some leaves; the rest hold what they hold now."""
        values: Values = {id(leaf): value for leaf, value in changed}
        for doing in self.doings:
            if doing.function is _copied:
                values[id(doing.out[0])] = _copied(doing.args[0], changed[0][1])
                continue
            args = [_replaced(item, values) for item in doing.args]
            kwargs = {name: _replaced(item, values) for name, item in doing.kwargs.items()}
            out = doing.function(*args, **kwargs)
            made = tensors_of(out if isinstance(out, (tuple, list)) else (out,))
            values.update((id(was), now) for was, now in zip(doing.out, made, strict=True))
        result: Tensor = values[id(self.root)]
        return result

    @property
    def numbers(self) -> int:
        """How many numbers one replay computes."""
        return sum(item.numel() for doing in self.doings for item in doing.out)

    @property
    def largest(self) -> int:
        """The size of the largest tensor on the way."""
        return max((item.numel() for doing in self.doings for item in doing.out), default=1)


def _copied(before: Tensor, value: Tensor) -> Tensor:
    """A copy to write to, with as many layers as `value` has where many replays run at once."""
    return torch.where(value.flatten()[0] == 0, before, before)


def _replaced(item: Any, values: Values) -> Any:
    if isinstance(item, Tensor):
        return values.get(id(item), item)
    if isinstance(item, (list, tuple)):
        return [_replaced(part, values) for part in item]
    return item


def tensors_of(items: Sequence[Any]) -> list[Tensor]:
    """The tensors among arguments, those in lists included."""
    found: list[Tensor] = []
    for item in items:
        if isinstance(item, Tensor):
            found.append(item)
        elif isinstance(item, (list, tuple)):
            found.extend(part for part in item if isinstance(part, Tensor))
    return found


def memory_of(tensor: Tensor) -> int:
    """Tells the memory of a tensor from that of others; views share it."""
    if tensor.layout is not torch.strided:
        return id(tensor)
    return int(tensor.untyped_storage()._cdata)
