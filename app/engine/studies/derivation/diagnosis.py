"""A gradient that a person has derived and the true one, at several numbers, in; a sentence on what is wrong out."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np
import torch
from torch import Tensor

from app.engine.recording.flow import walk
from app.engine.recording.records import is_leaf
from app.engine.studies.derivation.mistaken_products import mistaken_product
from app.engine.studies.derivation.mistaken_rules import mistaken_rule
from app.engine.studies.derivation.nearby_scenes import Scene
from app.errors import Text, TimeLimit, text

_MOST_NODES = 250
"""In a larger graph of autograd only what concerns the gradient as a whole is looked at."""
_NICE = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25)


@dataclass(frozen=True)
class Case:
    """One derived gradient: `theirs` at every one of `scenes`; until when its mistake may be looked for."""

    written: str
    name: str
    theirs: tuple[Tensor, ...]
    scenes: tuple[Scene, ...]
    ends: float = inf


@dataclass(frozen=True)
class Finding:
    """What is wrong, and the variables along the path that it is about."""

    says: Text
    names: tuple[str, ...] = ()


def diagnose(case: Case) -> Finding | None:
    """The first explanation that fits at all numbers, the simplest ones first; as far as the time goes."""
    for look in _LOOKS if len(walk([case.scenes[0].root])[0]) <= _MOST_NODES else _QUICK:
        try:
            found = look(case)
        except TimeLimit:
            continue
        if found is not None:
            return found
    return None


def _ours(case: Case) -> list[Tensor]:
    return [scene.gradients[case.name].double() for scene in case.scenes]


def close(one: Tensor, other: Tensor) -> bool:
    """Whether two gradients are the same but for rounding."""
    if one.shape != other.shape:
        return False
    size = max(float(torch.linalg.vector_norm(one)), float(torch.linalg.vector_norm(other)), 1e-30)
    return float(torch.linalg.vector_norm(one - other)) <= 1e-6 * size


def _everywhere(case: Case, make: Callable[[Tensor], Tensor]) -> bool:
    return all(close(theirs, make(ours)) for theirs, ours in zip(case.theirs, _ours(case), strict=True))


def _shape(case: Case) -> Finding | None:
    ours, theirs = _ours(case)[0], case.theirs[0]
    if ours.shape == theirs.shape:
        square = ours.dim() == 2 and ours.shape[0] == ours.shape[1] > 1
        return (
            Finding(text("It is transposed: write .T.")) if square and _everywhere(case, lambda item: item.T) else None
        )
    if ours.dim() == 2 and theirs.shape == ours.T.shape and _everywhere(case, lambda item: item.T):
        return Finding(text("It is transposed: write .T."))
    if theirs.dim() > ours.dim():
        for dim in range(theirs.dim()):
            if close(theirs.sum(dim), ours):
                says = text("The sum over dimension %(dim)s is missing: %(name)s is used once for each of its entries.",
                            dim=dim, name=case.name)  # fmt: skip
                return Finding(says)
    return Finding(
        text("Its shape is %(theirs)s, but a gradient has the shape of its tensor: %(ours)s.",
             theirs=tuple(theirs.shape), ours=tuple(ours.shape))
    )  # fmt: skip


def _whole(case: Case) -> Finding | None:
    if _everywhere(case, lambda item: -item):
        return Finding(text("The sign is wrong: it is the negative of the gradient."))
    if all(not bool(theirs.count_nonzero()) for theirs in case.theirs):
        return Finding(text("It is zero, but the gradient is not."))
    for factor in _NICE:
        if _everywhere(case, lambda item, factor=factor: item * factor):  # type: ignore[misc]
            return Finding(_times(factor))
    return None


def _times(factor: float) -> Text:
    if factor > 1:
        return text(
            "It is %(factor)s times too large: is a factor such as 1/n missing, or something counted twice?",
            factor=f"{factor:g}",
        )
    return text(
        "It is %(factor)s times too small: is a factor such as the 2 of a square missing?", factor=f"{1 / factor:g}"
    )


def _another(case: Case) -> Finding | None:
    for name, ours in case.scenes[0].gradients.items():
        if name != case.name and close(case.theirs[0], ours.double()):
            gradients = [scene.gradients.get(name, torch.zeros(())).double() for scene in case.scenes]
            if all(close(theirs, other) for theirs, other in zip(case.theirs, gradients, strict=True)):
                return Finding(_mixed_up(case, name), (name, case.name))
    return None


def _mixed_up(case: Case, other: str) -> Text:
    if is_leaf(case.scenes[0].tensors[other]):
        return text("This is the gradient of %(other)s, not of %(name)s.", other=other, name=case.name)
    return text("This is the gradient of %(other)s: the factors from there to %(name)s are missing.",
                other=other, name=case.name)  # fmt: skip


def _factor_of_all(case: Case) -> Finding | None:
    """A factor that is the same everywhere, but not one that comes up often."""
    ratios = [
        float((theirs * ours).sum() / (ours * ours).sum()) if bool(ours.count_nonzero()) else 0.0
        for theirs, ours in zip(case.theirs, _ours(case), strict=True)
    ]
    factor = ratios[0]
    if (
        len(ratios) < 2
        or not np.allclose(ratios, factor, rtol=1e-6)
        or not _everywhere(case, lambda item: item * factor)
    ):
        return None
    return Finding(text("It is the gradient times %(factor)s, at all numbers.", factor=f"{factor:.6g}"))


def _of_numbers(case: Case) -> Finding | None:
    if case.theirs[0].numel() != 1:
        return None
    found = mistaken_product(case.scenes, case.name, case.theirs, case.ends)
    return None if found is None else Finding(*found)


def _of_tensors(case: Case) -> Finding | None:
    found = mistaken_rule(case.scenes, case.name, case.theirs, close, case.ends)
    return None if found is None else Finding(*found)


_QUICK = (_shape, _whole, _another, _factor_of_all)
_LOOKS = (_shape, _whole, _another, _of_numbers, _of_tensors, _factor_of_all)
