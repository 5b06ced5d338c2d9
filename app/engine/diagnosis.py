"""A gradient that a person has derived and the true one, at several numbers, in; a sentence on what is wrong out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.engine.mutants import mistaken_rule
from app.engine.parts import Factor, Numbers, Part, Parts
from app.engine.quantities import Quantities
from app.engine.records import is_leaf
from app.engine.scenes import Scene
from app.errors import Text, text

_CLOSE = 1e-7
_MOST_SUBSETS = 10
_NICE = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25)


@dataclass(frozen=True)
class Case:
    """One derived gradient: `theirs` at every one of `scenes`."""

    written: str
    name: str
    theirs: tuple[Tensor, ...]
    scenes: tuple[Scene, ...]


@dataclass(frozen=True)
class Finding:
    """What is wrong, and the variables along the path that it is about."""

    says: Text
    names: tuple[str, ...] = ()


def diagnose(case: Case) -> Finding | None:
    """The first explanation that fits at all numbers, the simplest ones first."""
    for look in (_shape, _whole, _another, _of_numbers, _of_tensors, _factor_of_all):
        found = look(case)
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
        return Finding(text("It is transposed: write .T.")) if square and _everywhere(case, lambda item: item.T) else None
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
        return text("It is %(factor)s times too large: is a factor such as 1/2 or 1/n missing, or something counted twice?",
                    factor=f"{factor:g}")  # fmt: skip
    return text("It is %(factor)s times too small: is a factor such as the 2 of a square missing?", factor=f"{1 / factor:g}")


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
    if len(ratios) < 2 or not np.allclose(ratios, factor, rtol=1e-6) or not _everywhere(case, lambda item: item * factor):
        return None
    return Finding(text("It is the gradient times %(factor)s, at all numbers.", factor=f"{factor:.6g}"))


def _of_numbers(case: Case) -> Finding | None:
    if case.theirs[0].numel() != 1:
        return None
    tensors = [scene.tensors for scene in case.scenes]
    parts = Parts([scene.root for scene in case.scenes], [each[case.name] for each in tensors], tensors)
    return _Reading(case, parts).finding() if parts.are_numbers else None


def _of_tensors(case: Case) -> Finding | None:
    found = mistaken_rule(case.scenes, case.name, case.theirs, close)
    return None if found is None else Finding(*found)


class _Reading:
    """What is wrong with a gradient that is one number, made of products of numbers."""

    def __init__(self, case: Case, parts: Parts) -> None:
        self.case = case
        self.parts = parts
        self.theirs = np.array([float(item) for item in case.theirs])
        self.ours = np.array([float(item) for item in _ours(case)])
        self.quantities = Quantities(case.scenes)

    def finding(self) -> Finding | None:
        paths = self.parts.paths()
        edges = self.parts.through_edges()
        for look in (self._missing, self._changed, self._factors):
            for several in (paths, edges):
                found = look(several)
                if found is not None:
                    return found
        return self._subsets(paths)

    def _ratio(self, part: Part) -> Numbers | None:
        """What a part was multiplied by, if it is the only one that is wrong."""
        with np.errstate(all="ignore"):
            ratio = 1 + (self.theirs - self.ours) / part.numbers
        return ratio if bool(np.isfinite(ratio).all()) else None

    def _missing(self, parts: Sequence[Part]) -> Finding | None:
        return self._by_ratio(parts, 0.0, _says_missing)

    def _changed(self, parts: Sequence[Part]) -> Finding | None:
        return self._by_ratio(parts, 2.0, _says_doubled) or self._by_ratio(parts, -1.0, _says_sign)

    def _by_ratio(self, parts: Sequence[Part], wanted: float, says: Callable[[Part], Text]) -> Finding | None:
        for part in parts:
            ratio = self._ratio(part)
            if ratio is not None and np.allclose(ratio, wanted, rtol=_CLOSE, atol=_CLOSE):
                return Finding(says(part), part.names)
        return None

    def _factors(self, parts: Sequence[Part]) -> Finding | None:
        """One factor is missing, too many, or another one, in one part or in all of them."""
        everywhere = self._all_alike(parts)
        for part in [*everywhere, *parts]:
            ratio = self._ratio(part)
            if ratio is None or bool(np.allclose(ratio, 1, rtol=_CLOSE)):
                continue
            for factor in part.factors:
                found = self._wrong_factor(part, factor, ratio)
                if found is not None:
                    return found
            extra = self.quantities.named(ratio)
            if extra is not None:
                return Finding(_says_extra(part, extra), part.names)
        return None

    def _all_alike(self, parts: Sequence[Part]) -> list[Part]:
        """The whole gradient, with the factors of its paths."""
        if not parts or not parts[0].is_path:
            return []
        factors = {factor.edge: factor for part in parts for factor in part.factors}
        common = [factor for edge, factor in factors.items() if all(_has(part, edge) for part in parts)]
        return [Part(self.ours, tuple(common), (), False)] if len(parts) > 1 else []

    def _wrong_factor(self, part: Part, factor: Factor, ratio: Numbers) -> Finding | None:
        used = ratio * factor.numbers
        if np.allclose(np.abs(factor.numbers), 1, rtol=_CLOSE):
            return None
        right = self._called(factor, 1.0)
        if np.allclose(used, 1, rtol=_CLOSE):
            return Finding(_says_without(part, right), part.names)
        if np.allclose(used, factor.numbers**2, rtol=_CLOSE):
            return Finding(_says_squared(part, right), part.names)
        for constant in (1.0, _constant(part)):
            wrong, right = self.quantities.named(used * constant), self._called(factor, constant)
            if wrong is not None and wrong != right:
                return Finding(_says_other(part, wrong, right), part.names)
        return None

    def _called(self, factor: Factor, constant: float) -> str:
        """How a person writes a local derivative, together with a constant factor of the path."""
        found = self.quantities.named(factor.numbers * constant)
        rule = factor.rule.partition("Backward")[0].lower()
        if found is not None:
            return f"{found} ({rule})" if factor.is_activation else found
        return rule

    def _subsets(self, paths: Sequence[Part]) -> Finding | None:
        """Several paths are missing."""
        if not 2 < len(paths) <= _MOST_SUBSETS:
            return None
        table = np.array([path.numbers for path in paths])
        for chosen in range(1, 2 ** len(paths) - 1):
            kept = np.array([chosen >> place & 1 for place in range(len(paths))], dtype=bool)
            if np.allclose(table[kept].sum(0), self.theirs, rtol=_CLOSE, atol=0):
                lost = [_arrow(path) for path, is_there in zip(paths, kept, strict=True) if not is_there]
                return Finding(text("Paths are missing: %(paths)s.", paths="; ".join(lost)))
        return None


def _has(part: Part, edge: tuple[int, int]) -> bool:
    return any(factor.edge == edge for factor in part.factors)


def _arrow(part: Part) -> str:
    return " → ".join(part.names)


def _says_missing(part: Part) -> Text:
    return text("A path is missing: %(path)s. The gradient is the sum over all paths.", path=_arrow(part))


def _says_doubled(part: Part) -> Text:
    return text("A path is counted twice, or has a factor 2 too many: %(path)s.", path=_arrow(part))


def _says_sign(part: Part) -> Text:
    return text("The sign is wrong on the path %(path)s.", path=_arrow(part))


def _constant(part: Part) -> float:
    """The constant factors of a path, such as the 1/2 before a square, in one."""
    same = [factor.numbers[0] for factor in part.factors if bool((factor.numbers == factor.numbers[0]).all())]
    return float(np.prod(same))


def _says_extra(part: Part, factor: str) -> Text:
    if not part.names:
        return text("%(factor)s is a factor too many.", factor=factor)
    return text("%(factor)s is a factor too many on the path %(path)s.", factor=factor, path=_arrow(part))


def _says_without(part: Part, factor: str) -> Text:
    if not part.names:
        return text("The factor %(factor)s is missing.", factor=factor)
    return text("The factor %(factor)s is missing on the path %(path)s.", factor=factor, path=_arrow(part))


def _says_squared(part: Part, factor: str) -> Text:
    if not part.names:
        return text("The factor %(factor)s is there twice.", factor=factor)
    return text("The factor %(factor)s is there twice on the path %(path)s.", factor=factor, path=_arrow(part))


def _says_other(part: Part, wrong: str, right: str) -> Text:
    if not part.names:
        return text("%(wrong)s stands where %(right)s belongs.", wrong=wrong, right=right)
    return text("On the path %(path)s stands %(wrong)s where %(right)s belongs.",
                path=_arrow(part), wrong=wrong, right=right)  # fmt: skip
