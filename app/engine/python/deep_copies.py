"""Deep copies of what a program holds: they go through lists, objects and modules, and end."""

import copy
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.utils._python_dispatch import _disable_current_modes
from torch.utils.data import DataLoader

from app.engine.guard import MOST_ITEMS
from app.engine.numpy.numpy_random import Draws
from app.engine.program.lazy import Lazy
from app.engine.program.named_tuples import NamedRow
from app.engine.program.objects import Instance, Made
from app.engine.program.settings import Settings
from app.engine.torch.function_contexts import Context
from app.engine.torch.number_generators import NumberGenerator
from app.errors import LimitExceeded, ProgramError, text

DEEPEST = 300
_NOT_A_LEAF = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you "
    "were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see "
    "https://github.com/pytorch/pytorch/pull/103001"
)


class Copying:
    """One deep copy: what was copied is not copied again. `cut`: without gradients and graph, as read from a file."""

    def __init__(self, *, cut: bool = False) -> None:
        self.cut = cut
        self.done: dict[int, tuple[Any, Any]] = {}
        self.memories: dict[int, torch.UntypedStorage] = {}
        self.counted: dict[int, Tensor] = {}
        self.depth = 0

    def copy(self, value: Any) -> Any:
        """The copy of a value; what can't change, and functions and classes, are themselves."""
        if id(value) in self.done:
            return self.done[id(value)][1]
        make = next((_MAKERS[base] for base in type(value).__mro__ if base in _MAKERS), None)
        if make is None:
            return value
        self.depth += 1
        if self.depth > DEEPEST or len(self.done) > MOST_ITEMS:
            raise LimitExceeded(
                text("What is copied here is nested too deeply, or has too many parts."),
                hint=text("Copy the parts that you need."),
            )
        try:
            made = make(self, value)
        finally:
            self.depth -= 1
        self.done[id(value)] = (value, made)
        return made

    def begun(self, value: Any, made: Any) -> Any:
        """A copy that is not filled yet: what is inside may hold it."""
        self.done[id(value)] = (value, made)
        return made

    def numbers(self, tensor: Tensor) -> Tensor:
        """The numbers of a tensor; what shared its memory shares the copy's."""
        memory = tensor.untyped_storage()
        if memory.data_ptr() not in self.memories:
            self.memories[memory.data_ptr()] = memory.clone()  # type: ignore[no-untyped-call]
        copied = self.memories[memory.data_ptr()]
        if tensor.is_floating_point():
            empty = torch.empty(0, dtype=tensor.dtype)
            return empty.set_(copied, tensor.storage_offset(), tensor.size(), tensor.stride())
        return self._of_one_counter(copied, tensor)

    def _of_one_counter(self, memory: torch.UntypedStorage, tensor: Tensor) -> Tensor:
        """Whole numbers may be the indices that a function has saved: all tensors on their memory are views of one, so
        that a change through any of them is counted for all."""
        if memory.nbytes() % tensor.itemsize:
            return tensor.clone()
        whole = self.counted.setdefault(memory.data_ptr(), torch.empty(0, dtype=torch.uint8).set_(memory))
        return whole.view(tensor.dtype).as_strided(tensor.size(), tensor.stride(), tensor.storage_offset())


def _list(copying: Copying, value: Any) -> Any:
    made = copying.begun(value, [])
    made.extend(map(copying.copy, value))
    return made


def _tuple(copying: Copying, value: Any) -> Any:
    parts = [copying.copy(part) for part in value]
    if all(part is old for part, old in zip(parts, value, strict=True)):
        return value
    if isinstance(value, NamedRow):
        return type(value)(parts)
    return tuple(parts) if type(value) is tuple else value


def _set(copying: Copying, value: Any) -> Any:
    return type(value)(map(copying.copy, value))


def _dict(copying: Copying, value: Any) -> Any:
    """Of every kind of dictionary: a shallow copy keeps what it has besides, then the entries are replaced."""
    made = copying.begun(value, copy.copy(value))
    made.clear()
    for key, part in value.items():
        made[copying.copy(key)] = copying.copy(part)
    return made


def _tensor(copying: Copying, value: Tensor) -> Tensor:
    if not (value.is_leaf or copying.cut):
        raise RuntimeError(_NOT_A_LEAF)
    with _disable_current_modes(), torch.no_grad():
        if isinstance(value, nn.Parameter) or not value.numel() or value.layout is not torch.strided:
            numbers = value.detach().clone(memory_format=torch.preserve_format)
        else:
            numbers = copying.numbers(value.detach())
    if isinstance(value, nn.Parameter):
        return nn.Parameter(numbers, value.requires_grad)
    made = numbers.requires_grad_(value.requires_grad)
    if value.is_leaf and value.grad is not None and not copying.cut:
        made.grad = copying.copy(value.grad)
    return made


def _settings(copying: Copying, value: Any) -> Any:
    made = copying.begun(value, Settings({}))
    made.fields = _dict(copying, value.fields)
    return made


def _queue(copying: Copying, value: Any) -> Any:
    made = copying.begun(value, deque((), value.maxlen))
    made.extend(map(copying.copy, value))
    return made


def same_class(value: Any) -> Any:
    """Another object of the class, with a number of its own and no fields yet."""
    made = object.__new__(type(value))
    if isinstance(made, Instance):
        made.serial = type(value).made_by.serials()
    return made


def _object(copying: Copying, value: Any) -> Any:
    """An object of the program's: a module goes as modules do, and what keeps no fields is shared."""
    if isinstance(value, nn.Module) or not hasattr(value, "fields"):
        return _module(copying, value) if isinstance(value, nn.Module) else value
    made = copying.begun(value, same_class(value))
    made.fields = {name: copying.copy(part) for name, part in value.fields.items()}
    return made


def _module(copying: Copying, value: nn.Module) -> nn.Module:
    made: nn.Module = copying.begun(value, object.__new__(type(value)))
    made.__dict__.update({name: copying.copy(part) for name, part in value.__dict__.items()})
    return made


def refused(*_: Any) -> Any:
    """The answer to what would be shared where Python copies it."""
    raise ProgramError(
        text("This value can't be copied here."),
        code="copy",
        hint=text("Make a second one as the first was made; an optimizer has state_dict() and load_state_dict()."),
    )


NOT_COPIED: tuple[type, ...] = (Optimizer, LRScheduler, Draws, NumberGenerator, Lazy, DataLoader, Context)
_MAKERS: Mapping[type, Callable[[Copying, Any], Any]] = MappingProxyType(
    {
        list: _list,
        tuple: _tuple,
        set: _set,
        frozenset: _set,
        dict: _dict,
        Tensor: _tensor,
        np.ndarray: lambda _, value: value.copy(),
        deque: _queue,
        Settings: _settings,
        Made: _object,
        nn.Module: _module,
        **dict.fromkeys(NOT_COPIED, refused),
    }
)
"""By base type; what is not here is shared."""


def deep(x: Any) -> Any:
    """copy.deepcopy(x)."""
    return Copying().copy(x)
