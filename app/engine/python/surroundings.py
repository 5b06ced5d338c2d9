"""What a run finds of the world outside: its seed, its random numbers, its clock. All begin anew with every run."""

from dataclasses import dataclass, field
from random import Random

import numpy as np

from app.engine.numpy.shared_memory import SHARED_MEMORY

_START = 1_700_000_000.0
_TICK = 0.001


@dataclass
class Surroundings:
    """`random` is the generator of Python's module, `ticks` counts the looks at the clock."""

    seed: int = 0
    random: Random = field(default_factory=lambda: Random(0))
    ticks: int = 0

    def begin(self, seed: int) -> None:
        """A run begins: numpy's and Python's random numbers start from its seed, as torch's do."""
        self.seed = seed
        self.random.seed(seed)
        np.random.seed(seed % 2**32)
        self.ticks = 0
        SHARED_MEMORY.begin()

    def now(self) -> float:
        """Seconds on a clock that goes on a little at each look: two runs of a program print the same."""
        self.ticks += 1
        return _START + self.ticks * _TICK


SURROUNDINGS = Surroundings()
"""Those of the run at hand; a process has one at a time."""
