"""A step of an optimizer, looked at before and after: what its formula works with goes out as neutral data."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from app.engine.recording.values import finite
from app.graph.model import Anatomy, Number, Value
from app.optimizers import FORMULAS, Formula

MOST_NUMBERS = 64
"""Larger parameters are not taken apart."""


@dataclass(frozen=True, slots=True)
class _Before:
    """A parameter that an optimizer is about to update."""

    tensor: Tensor
    options: dict[str, Number]
    gradient: Value
    held: dict[str, Value]


class StepSeen:
    """One step of an optimizer: made right before it, asked right after it. Looks at the `wanted` leaves alone; `keep`
    turns tensors into the Values that stay. Both times the recorder must be out of the way."""

    def __init__(self, optimizer: Optimizer, wanted: Collection[Tensor], keep: Callable[[Tensor], Value]) -> None:
        self.optimizer = optimizer
        self.keep = keep
        self.formula = FORMULAS.get(type(optimizer).__name__)
        self._before = [] if self.formula is None else list(self._look(self.formula, set(wanted)))

    def anatomies(self) -> dict[Tensor, Anatomy]:
        """What the step did to each leaf, now that it is over; nothing for a leaf that is too large, or that the
        optimizer had no gradient for."""
        return {
            before.tensor: anatomy
            for before in self._before
            if self.formula is not None and (anatomy := self._told(self.formula, before)) is not None
        }

    def _look(self, formula: Formula, wanted: Collection[Tensor]) -> Iterator[_Before]:
        for group in self.optimizer.param_groups:
            options = _options(formula, group)
            for tensor in group["params"]:
                if tensor not in wanted or not _is_small(tensor):
                    continue
                held = self._held(formula, options, tensor, begins=True)
                gradient = self.keep(tensor.grad)
                if held is not None and gradient.data is not None:
                    yield _Before(tensor, options, gradient, held)

    def _told(self, formula: Formula, before: _Before) -> Anatomy | None:
        after = self._held(formula, before.options, before.tensor, begins=False)
        number = _whole(self.optimizer.state.get(before.tensor, {}).get("step")) if formula.counts else None
        if after is None or (formula.counts and number is None):
            return None
        return Anatomy(formula.name, before.options, number, before.gradient, before.held, after)

    def _held(
        self, formula: Formula, options: Mapping[str, Number], tensor: Tensor, *, begins: bool
    ) -> dict[str, Value] | None:
        """The parameter and its states; None when there is something else among them."""
        parameter = self.keep(tensor)
        found = {"w": parameter}
        states = self.optimizer.state.get(tensor, {})
        for state in formula.states_for(options):
            now = states.get(state.key)
            if isinstance(now, Tensor) and now.shape == tensor.shape:
                found[state.quantity.name] = self.keep(now)
            elif now is not None or not begins:
                return None
            elif state.start is not None:
                found[state.quantity.name] = Value(parameter.shape, parameter.dtype, _filled(parameter, state.start))
        return found if all(value.data is not None for value in found.values()) else None


def _whole(step: Any) -> int | None:
    """The number of a step; a program that loads a state may have made something else of it."""
    number = step.item() if isinstance(step, Tensor) and step.numel() == 1 else step
    return int(number) if isinstance(number, (int, float)) and number % 1 == 0 else None


def _is_small(tensor: Tensor) -> bool:
    gradient = tensor.grad
    if gradient is None or gradient.is_sparse or not tensor.is_floating_point():
        return False
    return 0 < tensor.numel() <= MOST_NUMBERS


def _options(formula: Formula, group: Mapping[str, Any]) -> dict[str, Number]:
    """The numbers and switches of a parameter group that the formula uses; a rate may be a tensor of one number."""
    betas = group.get("betas", ())
    flat = {**group, **{f"beta{place}": beta for place, beta in enumerate(betas, 1)}}
    numbers: dict[str, Number] = {quantity.name: finite(float(flat[quantity.name])) for quantity in formula.options}
    return numbers | {name: bool(flat.get(name, False)) for name in formula.switches}


def _filled(like: Value, number: float) -> Any:
    """The nested lists of a Value, with one number everywhere."""

    def fill(shape: tuple[int, ...]) -> Any:
        return [fill(shape[1:]) for _ in range(shape[0])] if shape else number

    return fill(like.shape)
