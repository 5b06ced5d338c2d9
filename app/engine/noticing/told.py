"""What a run has noticed by its end, for those who look at its passes afterwards."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """`missed` are the leaves whose gradient the program, or its optimizer, has looked for in vain; `rebound` says that
    the name of a leaf came to stand for a result."""

    missed: Collection[str] = ()
    rebound: bool = False
