"""A gradient that a person has derived as a sum of products of numbers in, the product that is wrong in it out."""

from collections.abc import Callable, Sequence

import numpy as np
from torch import Tensor

from app.engine.studies.derivation.factor_names import Quantities
from app.engine.studies.derivation.gradient_parts import Factor, Numbers, Part, Parts
from app.engine.studies.derivation.mistake_words import (
    arrow,
    says_doubled,
    says_extra,
    says_missing,
    says_other,
    says_sign,
    says_squared,
    says_without,
)
from app.engine.studies.derivation.nearby_scenes import Scene
from app.errors import Text, text

Found = tuple[Text, tuple[str, ...]]
"""What is wrong, and the variables along the path that it is about."""
_CLOSE = 1e-7
_MOST_SUBSETS = 10


def mistaken_product(scenes: Sequence[Scene], name: str, theirs: Sequence[Tensor], ends: float) -> Found | None:
    """The mistake in one product that gives `theirs` at all numbers; None where the graph has other things than single
    numbers, or no single mistake fits.

    Raises:
        TimeLimit: it was not found when the time was over.
    """
    tensors = [scene.tensors for scene in scenes]
    parts = Parts([scene.root for scene in scenes], [each[name] for each in tensors], tensors, ends)
    return _Reading(scenes, name, theirs, parts).finding() if parts.are_numbers else None


class _Reading:
    """What is wrong with a gradient that is one number, made of products of numbers."""

    def __init__(self, scenes: Sequence[Scene], name: str, theirs: Sequence[Tensor], parts: Parts) -> None:
        self.parts = parts
        self.theirs = np.array([float(item) for item in theirs])
        self.ours = np.array([float(scene.gradients[name]) for scene in scenes])
        self.quantities = Quantities(scenes)

    def finding(self) -> Found | None:
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

    def _missing(self, parts: Sequence[Part]) -> Found | None:
        return self._by_ratio(parts, 0.0, says_missing)

    def _changed(self, parts: Sequence[Part]) -> Found | None:
        return self._by_ratio(parts, 2.0, says_doubled) or self._by_ratio(parts, -1.0, says_sign)

    def _by_ratio(self, parts: Sequence[Part], wanted: float, says: Callable[[Sequence[str]], Text]) -> Found | None:
        for part in parts:
            ratio = self._ratio(part)
            if ratio is not None and np.allclose(ratio, wanted, rtol=_CLOSE, atol=_CLOSE):
                return (says(part.names), part.names)
        return None

    def _factors(self, parts: Sequence[Part]) -> Found | None:
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
                return (says_extra(part.names, extra), part.names)
        return None

    def _all_alike(self, parts: Sequence[Part]) -> list[Part]:
        """The whole gradient, with the factors of its paths."""
        if not parts or not parts[0].is_path:
            return []
        factors = {factor.edge: factor for part in parts for factor in part.factors}
        common = [factor for edge, factor in factors.items() if all(_has(part, edge) for part in parts)]
        return [Part(self.ours, tuple(common), (), False)] if len(parts) > 1 else []

    def _wrong_factor(self, part: Part, factor: Factor, ratio: Numbers) -> Found | None:
        used = ratio * factor.numbers
        if np.allclose(np.abs(factor.numbers), 1, rtol=_CLOSE):
            return None
        right = self._called(factor, 1.0)
        if np.allclose(used, 1, rtol=_CLOSE):
            return (says_without(part.names, right), part.names)
        if np.allclose(used, factor.numbers**2, rtol=_CLOSE):
            return (says_squared(part.names, right), part.names)
        for constant in (1.0, _constant(part)):
            wrong, right = self.quantities.named(used * constant), self._called(factor, constant)
            if wrong is not None and wrong != right:
                return (says_other(part.names, wrong, right), part.names)
        return None

    def _called(self, factor: Factor, constant: float) -> str:
        """How a person writes a local derivative, together with a constant factor of the path."""
        found = self.quantities.named(factor.numbers * constant)
        rule = factor.rule.partition("Backward")[0].lower()
        if found is not None:
            return f"{found} ({rule})" if factor.is_activation else found
        return rule

    def _subsets(self, paths: Sequence[Part]) -> Found | None:
        """Several paths are missing."""
        if not 2 < len(paths) <= _MOST_SUBSETS:
            return None
        table = np.array([path.numbers for path in paths])
        for chosen in range(1, 2 ** len(paths) - 1):
            kept = np.array([chosen >> place & 1 for place in range(len(paths))], dtype=bool)
            if np.allclose(table[kept].sum(0), self.theirs, rtol=_CLOSE, atol=0):
                lost = [arrow(path.names) for path, is_there in zip(paths, kept, strict=True) if not is_there]
                return text("Paths are missing: %(paths)s.", paths="; ".join(lost)), ()
        return None


def _has(part: Part, edge: tuple[int, int]) -> bool:
    return any(factor.edge == edge for factor in part.factors)


def _constant(part: Part) -> float:
    """The constant factors of a path, such as the 1/2 before a square, in one."""
    same = [factor.numbers[0] for factor in part.factors if bool((factor.numbers == factor.numbers[0]).all())]
    return float(np.prod(same))
