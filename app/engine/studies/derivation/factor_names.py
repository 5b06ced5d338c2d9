"""Variables at several numbers in; what a factor of those numbers is called, out."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from torch import Tensor

from app.engine.studies.derivation.nearby_scenes import Scene

Numbers = np.ndarray
_CLOSE = 1e-7
_MOST = 60
_FORMS: Mapping[str, Callable[[Numbers], Numbers]] = {
    "{0} * (1 - {0})": lambda value: value * (1 - value),
    "(1 - {0} ** 2)": lambda value: 1 - value**2,
    "(1 - {0})": lambda value: 1 - value,
    "2 * {0}": lambda value: 2 * value,
    "{0} ** 2": lambda value: value**2,
    "({0} > 0)": lambda value: (value > 0).astype(float),
}


class Quantities:
    """Numbers that a person may write as a factor: the variables, and what derivatives are made of them."""

    def __init__(self, scenes: Sequence[Scene]) -> None:
        found: dict[str, Numbers] = {}
        for name in scenes[0].variables:
            numbers = [_number(scene.variables.get(name)) for scene in scenes]
            if len(found) < _MOST and None not in numbers:
                found[name] = np.array(numbers, dtype=np.float64)
        plain = dict(found)
        with np.errstate(all="ignore"):
            for form, make in _FORMS.items():
                found.update({form.format(name): make(value) for name, value in plain.items()})
            for one in plain:
                found.update({f"({one} - {other})": plain[one] - plain[other] for other in plain if one != other})
        self.names = tuple(found)
        self.table = np.array(list(found.values())) if found else np.zeros((0, len(scenes)))

    def named(self, numbers: Numbers) -> str | None:
        """What has these numbers everywhere."""
        with np.errstate(all="ignore"):
            same = (np.abs(self.table - numbers) <= _CLOSE * np.abs(numbers)).all(axis=1)
        places = np.flatnonzero(same)
        return self.names[int(places[0])] if places.size else None


def _number(value: object) -> float | None:
    if isinstance(value, Tensor):
        return float(value) if value.numel() == 1 and not value.dtype.is_complex else None
    return float(value) if type(value) in (int, float) and abs(value) < 1e300 else None  # type: ignore[arg-type]
