"""A program and a pass in; its variables and its gradients, at its own numbers and at others near by, out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.engine.limits import Limits
from app.engine.studies.replaying.precise import Precise, Remembering, doubled
from app.engine.studies.replaying.replay import FAILURES, Values
from app.engine.studies.replaying.taped_loss import taped_loss
from app.errors import GradwalkError, Text, text
from app.graph.model import Request

MOST_SCENES = 5
_MOVED_INPUTS = 2
"""The last so many scenes have other inputs too: they tell one number of the program from another."""
_DEEPEST = 4
_MOST = 2_000


@dataclass(frozen=True)
class Scene:
    """A pass at certain numbers: the variables as the program has them right before it is differentiated, without
    their graph; the loss with its graph, the tensors that have a gradient, and these gradients, by name."""

    variables: Mapping[str, Any]
    root: Tensor
    tensors: Mapping[str, Tensor]
    gradients: Mapping[str, Tensor]
    others_inputs: bool = False


@dataclass(frozen=True)
class Scenes:
    """The scene of the program's own numbers, then those near by (none where the calculation can't be done again)."""

    scenes: Sequence[Scene]
    parameters: tuple[str, ...]
    notes: tuple[Text, ...] = field(default=())

    @property
    def gradients(self) -> Mapping[str, Tensor]:
        """The gradients at the program's own numbers."""
        return self.scenes[0].gradients


def stage(request: Request, index: int, limits: Limits) -> Scenes:
    """The scenes of pass `index`.

    Raises:
        ProgramError: the program fails, or this pass does not start from one number.
        RequestError: what surrounds the program is wrong.
    """
    loss = taped_loss(request, index, Remembering, limits)
    named = {name: tensor for name, tensor in [*loss.named, *loss.parameters] if tensor.requires_grad}
    variables = dict(loss.frame)
    for name, value in variables.items():
        if isinstance(value, Tensor) and value.requires_grad:
            named.setdefault(name, value)
    parameters = [name for name, tensor in named.items() if loss.tape.is_source(tensor)]
    notes: tuple[Text, ...] = ()
    try:
        found = _near(Precise(loss.tape, loss.root), variables, named)
    except (*FAILURES, GradwalkError):
        found = []
        notes = (text("This pass can't be computed at other numbers, so only the program's own were compared."),)
    if not found:
        found = [_scene(variables, {}, loss.root, named)]
    reached = found[0].gradients
    return Scenes(found, tuple(name for name in parameters if name in reached), notes)


def _near(precise: Precise, variables: Mapping[str, Any], named: Mapping[str, Tensor]) -> list[Scene]:
    leaves = precise.leaves()
    numbers = torch.Generator().manual_seed(1)
    found: list[Scene] = []
    for place in range(MOST_SCENES):
        moved = {id(leaf): _moved(leaf, numbers, 0.3 if place else 0.0).requires_grad_() for leaf in leaves}
        others = _inputs(variables, numbers) if place >= MOST_SCENES - _MOVED_INPUTS else {}
        try:
            with torch.enable_grad():
                values = precise.at(moved, others)
        except FAILURES:
            if not place:
                raise
            continue
        root = values[id(precise.root)]
        if bool(torch.isfinite(root).all()) or not place:
            found.append(_scene(variables, {**others, **values}, root, named, others_inputs=bool(others)))
    return found


def _moved(tensor: Tensor, numbers: torch.Generator, much: float) -> Tensor:
    """Numbers near by, of the same sign."""
    first = doubled(tensor)
    noise = torch.rand(first.shape, generator=numbers, dtype=torch.float64) * 2 - 1
    return first * (1 + much * noise) + torch.where(first == 0, 0.2 * much * noise, torch.zeros_like(first))


def _inputs(variables: Mapping[str, Any], numbers: torch.Generator) -> Values:
    """Other numbers for the single numbers that the program begins with."""
    return {
        id(value): _moved(value, numbers, 0.2)
        for value in variables.values()
        if isinstance(value, Tensor) and value.dim() == 0 and value.is_floating_point() and not value.requires_grad
    }


def _scene(
    variables: Mapping[str, Any],
    values: Values,
    root: Tensor,
    named: Mapping[str, Tensor],
    *,
    others_inputs: bool = False,
) -> Scene:
    tensors = {name: values.get(id(tensor), tensor) for name, tensor in named.items()}
    usable = {name: tensor for name, tensor in tensors.items() if tensor.requires_grad}
    found: tuple[Tensor | None, ...] = torch.autograd.grad(
        root, list(usable.values()), retain_graph=True, allow_unused=True
    )
    gradients = {name: grad.detach() for name, grad in zip(usable, found, strict=True) if grad is not None}
    reached = {name: tensor for name, tensor in usable.items() if name in gradients}
    budget = [_MOST]
    here = {name: _plain(value, values, budget, 0) for name, value in variables.items()}
    return Scene(here, root, reached, gradients, others_inputs)


def _plain(value: Any, values: Values, budget: list[int], depth: int) -> Any:
    """A variable at the numbers of a scene, by itself: what a derivation changes, it changes for itself."""
    budget[0] -= 1
    if isinstance(value, Tensor):
        return values[id(value)].detach().clone() if id(value) in values else doubled(value)
    if isinstance(value, np.ndarray):
        return value.copy()
    if depth >= _DEEPEST or budget[0] < 0:
        return value
    if type(value) in (list, tuple):
        return type(value)(_plain(item, values, budget, depth + 1) for item in value)
    if type(value) is dict:
        return {key: _plain(item, values, budget, depth + 1) for key, item in value.items()}
    return value
