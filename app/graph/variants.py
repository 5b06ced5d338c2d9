"""A program with `choose(...)` and one of its runs in, the requests of all its runs out."""

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec
from msgspec.structs import replace

from app.errors import Problem
from app.graph.model import Choice, Request, Run, Series


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


def combinations(run: Run) -> Iterator[tuple[int, ...]]:
    """Each combination of options, in the order of the source."""
    return product(*(range(len(choice.options)) for choice in run.choices))


def picks(run: Run) -> tuple[int, ...]:
    """Which option of each `choose(...)` a run has taken."""
    return tuple(choice.picked for choice in run.choices)


def taking(request: Request, picked: tuple[int, ...]) -> Request:
    """The request with these options. The first ones are taken unasked, so that asking for them is the same request.

    >>> taking(Request("choose(1, 2)"), (1,)).choices, taking(Request("choose(1, 2)"), (0,)).choices
    ((1,), ())
    """
    return replace(request, choices=picked if any(picked) else (), record=0)


def label(choices: Sequence[Choice]) -> str:
    """What is chosen: "0.1, torch.relu"."""
    return ", ".join(choice.options[choice.picked] for choice in choices)
