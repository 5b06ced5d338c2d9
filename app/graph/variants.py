"""A program with `choose(...)` and one of its runs in, the requests of all its runs out."""

from itertools import product

import msgspec
from msgspec.structs import replace

from app.errors import Problem
from app.graph.model import Request, Run, Series


class Variant(msgspec.Struct, frozen=True):
    """One run of a comparison: what it has chosen, how it went, or what went wrong. `choices` asks for it again."""

    choices: tuple[int, ...]
    label: str
    passes: int
    series: tuple[Series, ...]
    error: Problem | None = None


class Comparison(msgspec.Struct, frozen=True):
    """Every run of a program with `choose(...)`; one alone for a program without."""

    variants: tuple[Variant, ...]


def variants(request: Request, run: Run) -> tuple[Request, ...]:
    """One request for each combination of options, in the order of the source; none where nothing is chosen."""
    if not run.choices:
        return ()
    options = (range(len(choice.options)) for choice in run.choices)
    return tuple(replace(request, choices=combination, record=0) for combination in product(*options))


def label(run: Run) -> str:
    """What a run has chosen: "0.1, torch.relu"."""
    return ", ".join(choice.options[choice.picked] for choice in run.choices)
