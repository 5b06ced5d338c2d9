"""One measured figure beside its bar, and how it is printed."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """What was measured, in which unit, and the bar: `at_most` or, for a speed-up, `at_least`."""

    what: str
    measured: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the bar is kept."""
        high = self.at_most is not None and self.measured > self.at_most
        low = self.at_least is not None and self.measured < self.at_least
        return not (high or low)

    def line(self) -> str:
        """One line of the table."""
        bar = f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}" if self.at_least else ""
        return f"{'ok ' if self.kept else 'NO '} {self.what:<68} {self.measured:>10.2f} {self.unit:<4} {bar}"


def seconds(work: Callable[[], object]) -> float:
    """The time that one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def interleaved(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median times of two pieces of work that take turns, so that what slows the machine slows both; in seconds."""
    pairs = [(seconds(first), seconds(second)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
