"""A program runs; every operation between its parameters and its loss comes out, to be done again."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from app.engine.recording.records import is_leaf
from app.engine.studies.refusals import no_surface
from app.engine.studies.replaying.replay import Doing, Replay, copied
from app.engine.studies.replaying.tensors import memory_of, results_of, tensors_of
from app.errors import Text, text

_SMALL = 1_024
_NORM = "aten::native_batch_norm"
"""While it trains it writes to the running mean and variance, which it does not read."""
_FOREIGN = text("The loss uses what an earlier pass has computed.")
_FOREIGN_WAY_OUT = text("Compute the loss in this pass from the parameters, with torch's own operations.")
_RANDOM = text("The calculation draws random numbers, so it gives another loss each time.")
_RANDOM_WAY_OUT = text("Draw them before, outside the loss, or switch dropout off with eval().")
_READS = frozenset({"aten::_local_scalar_dense", "aten::item", "aten::is_nonzero"})


class Tape(TorchDispatchMode):
    """Keeps every operation that depends on a leaf that requires grad, as long as it listens."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's base class is untyped
        self.doings: list[Doing] = []
        self.sources: dict[int, Tensor] = {}
        self.read: list[Tensor] = []
        self._known: dict[int, Tensor] = {}
        self._memory: dict[int, Tensor] = {}
        self._listening = False

    def listen(self) -> None:
        """Keep what happens from here on."""
        self.__enter__()  # type: ignore[no-untyped-call]  # torch's base class is untyped
        self._listening = True

    def hush(self) -> None:
        """Keep no more, until it listens again."""
        if self._listening:
            self.__exit__(None, None, None)  # type: ignore[no-untyped-call]
        self._listening = False

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
        return self._kept(func, args, kwargs, reads, written)

    def _kept(
        self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], reads: tuple[Tensor, ...], written: list[Tensor]
    ) -> Any:
        writes = tuple(self._own(item) for item in written)
        trouble = self.trouble(func, args)
        held = args if written else tuple(self._held(item) for item in args)
        if func._schema.name == _NORM and args[5]:
            held = (*held[:3], None, None, *held[5:])
        out = func(*args, **kwargs)
        outputs = tuple(results_of(out))
        self.doings.append(Doing(func, held, kwargs, outputs, reads, writes, trouble))
        for item in outputs:
            self._learn(item)
        return out

    def applied(self, again: Callable[..., Any], given: Sequence[Any], results: Sequence[Tensor]) -> None:
        """A custom function has given `results`."""
        reads = tuple(item for item in tensors_of(given) if self._depends(item)) if self._listening else ()
        if reads:
            held = tuple(self._held(item) for item in given)
            self.doings.append(Doing(again, held, {}, tuple(results), reads, trouble=self._foreign(given)))
            for item in results:
                self._learn(item)

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

    def is_source(self, tensor: Tensor) -> bool:
        """Whether what is computed from a tensor is to be done again."""
        return tensor.requires_grad and is_leaf(tensor)

    def _depends(self, tensor: Tensor) -> bool:
        if id(tensor) in self._known:
            return True
        if self.is_source(tensor):
            self.sources[memory_of(tensor)] = tensor.detach()  # keeps the memory, so that no other tensor gets it
            self._learn(tensor)
            return True
        owner = self._memory.get(memory_of(tensor))
        if owner is not None:
            self._view(owner, tensor)
            return True
        return False

    def trouble(self, func: Any, args: tuple[Any, ...]) -> Text | None:
        """Why an operation can't be done again."""
        if torch.Tag.nondeterministic_seeded in func.tags:
            return _RANDOM
        return self._foreign(args)

    def _foreign(self, args: Sequence[Any]) -> Text | None:
        foreign = any(item.requires_grad and id(item) not in self._known for item in tensors_of(args))
        return _FOREIGN if foreign else None

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
            self.doings.append(Doing(copied, (base.detach().clone(),), {}, (base,), (), (memory,)))
            self._learn(base)
        self._depends(tensor)
        return memory

    def _held(self, item: Any) -> Any:
        """An argument as it is now: the program may write to a small one later."""
        if not isinstance(item, Tensor) or id(item) in self._known or item.numel() > _SMALL:
            return item
        return item.detach().clone().requires_grad_(item.requires_grad)

    def _learn(self, tensor: Tensor) -> None:
        self._known[id(tensor)] = tensor
        memory = memory_of(tensor)
        if memory not in self._memory:
            self._memory[memory] = tensor if tensor._base is None else tensor._base

    def knows(self, tensor: Tensor) -> bool:
        """Whether a tensor depends on a source."""
        return id(tensor) in self._known

    def up_to(self, root: Tensor) -> Replay:
        """The calculation of one number, without what it does not need.

        Raises:
            ProgramError: `no-surface`; it can't be done again.
        """
        if not self.knows(root):
            raise no_surface(_FOREIGN, _FOREIGN_WAY_OUT)
        kept = self._needed(root)
        trouble = next((doing.trouble for doing in kept if doing.trouble is not None), None)
        if trouble is not None:
            raise no_surface(trouble, _RANDOM_WAY_OUT if trouble is _RANDOM else _FOREIGN_WAY_OUT)
        return Replay(kept, root, any(id(item) != id(root) for item in self.read))

    def _needed(self, root: Tensor) -> tuple[Doing, ...]:
        wanted, memory = {id(root)}, {memory_of(root)}
        made: set[int] = set()
        for doing in reversed(self.doings):
            if not memory.isdisjoint(doing.writes) or any(id(item) in wanted for item in doing.out):
                made.update(id(item) for item in doing.out)
                for item in (*doing.reads, *doing.out):
                    wanted.add(id(item))
                    memory.add(memory_of(item))
        # What gives nothing back checks what was computed, and fails where that makes no sense.
        return tuple(doing for doing in self.doings if any(id(item) in made for item in (doing.out or doing.reads)))
