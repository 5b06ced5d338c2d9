"""Round numbers for axes and levels: a range comes in, the numbers that a person would write beside it go out."""

import math


def round_step(length: float, pieces: int) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts a length into at most so many pieces.

    >>> round_step(10.0, 5), round_step(0.7, 5), round_step(43.0, 10)
    (2.0, 0.2, 5.0)
    """
    least = length / pieces
    power = 10.0 ** math.floor(math.log10(least))
    return next((digit * power for digit in (1.0, 2.0, 5.0) if digit * power >= least * (1 - 1e-9)), 10.0 * power)


def multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of a step in a range, without the noise of binary fractions.

    >>> multiples(-0.25, 0.35, 0.1)
    (-0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
    """
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(0, 1 - math.floor(math.log10(step)))
    return tuple(round(index * step, digits) + 0.0 for index in range(first, last + 1))


def widened(low: float, high: float) -> tuple[float, float]:
    """A range that ends at round numbers.

    >>> widened(-1.37, 4.02)
    (-1.5, 4.5)
    """
    step = round_step(high - low, 20)
    digits = max(0, 1 - math.floor(math.log10(step)))
    return round(math.floor(low / step) * step, digits) + 0.0, round(math.ceil(high / step) * step, digits) + 0.0
