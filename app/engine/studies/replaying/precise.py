"""The operations between the parameters and the loss of one pass in; the same in float64 with other numbers out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from app.engine.studies.replaying.replay import Doing, Values, copied
from app.engine.studies.replaying.tape import Tape
from app.engine.studies.replaying.tensors import results_of

STEP = 1e-5
"""How far finite differences in float64 go, relative to the number that moves where that is above 1."""
_ROUGH = (torch.float32, torch.float16, torch.bfloat16)


class Remembering(Tape):  # type: ignore[no-untyped-call]  # torch's base class is untyped
    """Keeps which tensor of the program a small argument is a copy of."""

    def __init__(self) -> None:
        super().__init__()
        self.originals: dict[int, Tensor] = {}

    def _held(self, item: Any) -> Any:
        held = super()._held(item)
        if held is not item:
            self.originals[id(held)] = item
        return held


@dataclass
class Precise:
    """What a tape has kept, to be done again in float64. What the program computed without gradients (`detach()`,
    `no_grad()`) gets none here either."""

    tape: Remembering
    root: Tensor
    doings: tuple[Doing, ...] = field(init=False)
    _doubled: Values = field(init=False, default_factory=dict)
    _kept: list[Tensor] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.tape.up_to(self.root)  # raises where it can't be done again
        self.doings = tuple(doing for doing in self.tape.doings if doing.trouble is None)

    def leaves(self) -> list[Tensor]:
        """The leaves that the root depends on, each once."""
        found: dict[int, Tensor] = {}
        for doing in self.tape.up_to(self.root).doings:
            for item in doing.reads:
                if self.tape.is_source(item):
                    found[id(item)] = item
        return list(found.values())

    def __call__(self, leaves: Mapping[int, Tensor], fixed: Values | None = None) -> Values:
        """The value of every tensor that depends on a leaf, by its id; `leaves` gives theirs, in float64. `fixed` are
        the values of another call, from which it takes what the program computed without gradients.

        Raises: whatever torch raises where the operations do not fit float64.
        """
        values: Values = dict(leaves)
        for doing in self.doings:
            if fixed is not None and is_constant(doing):
                values.update((id(item), fixed[id(item)]) for item in doing.out)
                continue
            made = self._again(doing, values)
            values.update((id(was), now) for was, now in zip(doing.out, made, strict=True))
        return values

    def at(self, leaves: Mapping[int, Tensor], others: Mapping[int, Tensor]) -> Values:
        """The same, with other values also for some tensors that depend on no leaf."""
        before = dict(self._doubled)
        originals = self.tape.originals.items()
        self._doubled.update({held: others[id(first)] for held, first in originals if id(first) in others})
        try:
            return self(leaves)
        finally:
            self._doubled = before

    def _again(self, doing: Doing, values: Values) -> list[Tensor]:
        if doing.function is copied:
            return [self._double(doing.args[0]).clone()]
        args = [self._given(item, values) for item in doing.args]
        kwargs = {name: self._given(item, values) for name, item in doing.kwargs.items()}
        out = doing.function(*args, **kwargs)
        made = results_of(out)
        return [item.detach() for item in made] if is_constant(doing) else made

    def _given(self, item: Any, values: Values) -> Any:
        if isinstance(item, Tensor):
            return values[id(item)] if id(item) in values else self._double(item)
        if isinstance(item, (list, tuple)):
            return [self._given(part, values) for part in item]
        return torch.float64 if item in _ROUGH and isinstance(item, torch.dtype) else item

    def _double(self, tensor: Tensor) -> Tensor:
        found: Tensor | None = self._doubled.get(id(tensor))
        if found is None:
            found = self._doubled[id(tensor)] = doubled(tensor)
            self._kept.append(tensor)  # so that no other tensor gets its id
        return found


class AsWritten(Precise):
    """The same in the program's own precision: what its rounding does to the gradients, without its hooks."""

    def _given(self, item: Any, values: Values) -> Any:
        return item if isinstance(item, torch.dtype) else super()._given(item, values)

    def _double(self, tensor: Tensor) -> Tensor:
        return tensor.detach().clone()


def doubled(tensor: Tensor) -> Tensor:
    """A tensor by itself, in float64 if it holds decimal numbers."""
    alone = tensor.detach()
    return alone.double() if alone.dtype in _ROUGH else alone.clone()


def is_constant(doing: Doing) -> bool:
    """Whether the program asked for no gradient of what came out, though it could have one."""
    return bool(doing.out) and not doing.writes and all(
        item.is_floating_point() and not item.requires_grad for item in doing.out
    )  # fmt: skip
