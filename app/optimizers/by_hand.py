"""An update that the program wrote itself, recognised by its numbers: w - lr * w.grad."""

from collections.abc import Iterator, Mapping

from app.errors import text
from app.formulas.evaluating import Numbers
from app.optimizers.formula import Formula, Line
from app.optimizers.quantities import g, lr, w

BY_HAND = Formula(
    "",
    options=(lr,),
    switches=("maximize",),
    states=(),
    lines=(
        Line(w, w - lr * g, text("The step is the learning rate times the gradient."), ("!maximize",)),
        Line(w, w + lr * g, text("The step goes uphill: the learning rate times the gradient."), ("maximize",)),
    ),
    counts=False,
)

_ROUNDOFF: Mapping[str, float] = {"float64": 2.0**-53, "float32": 2.0**-24, "float16": 2.0**-11, "bfloat16": 2.0**-8}
_SURE = 0.01
_SLACK = 4
_DIGITS = 17


def roundoff(dtype: str) -> float | None:
    """The largest relative error of one rounding; None for a dtype that is not a real floating-point one."""
    return _ROUNDOFF.get(dtype)


def rate_of(before: Numbers, gradient: Numbers, after: Numbers, unit: float) -> float | None:
    """The shortest number that, times the gradient, explains the whole step, entry by entry, up to rounding (`unit` is
    the relative error of one). Less than 0: the step goes uphill. None: there is no such number, or the step is too
    small to tell.

    >>> rate_of([1.0, 2.0], [0.5, 0.0], [0.995, 2.0], 2.0**-53), rate_of([1.0, 2.0], [0.5, 1.0], [0.9, 1.9], 2.0**-53)
    (0.01, None)
    """
    least, most = float("-inf"), float("inf")
    for old, slope, new in zip(_flat(before), _flat(gradient), _flat(after), strict=True):
        step = old - new
        error = unit * (abs(new) + _SLACK * abs(step))
        if slope == 0:
            if step != 0:
                return None
            continue
        ends = (step - error) / slope, (step + error) / slope
        if not all(abs(end) < float("inf") for end in ends):
            return None
        least, most = max(least, min(ends)), min(most, max(ends))
    middle = (least + most) / 2
    if not least <= most or not most - least <= _SURE * abs(middle):
        return None
    return _shortest(least, most)


def _shortest(least: float, most: float) -> float:
    middle = (least + most) / 2
    rounded = (float(f"{middle:.{count}g}") for count in range(1, _DIGITS))
    return next((number for number in rounded if least <= number <= most), middle)


def _flat(numbers: Numbers) -> Iterator[float]:
    if isinstance(numbers, list):
        for row in numbers:
            yield from _flat(row)
    else:
        yield numbers
