"""A program with `choose(...)` and one of its runs in, the requests of all its runs out."""

from itertools import product

from msgspec.structs import replace

from app.graph.model import Request, Run


def variants(request: Request, run: Run) -> tuple[Request, ...]:
    """One request for each combination of options, in the order of the source; none where nothing is chosen."""
    if not run.choices:
        return ()
    options = (range(len(choice.options)) for choice in run.choices)
    return tuple(replace(request, choices=combination, record=0) for combination in product(*options))


def label(run: Run) -> str:
    """What a run has chosen: "0.1, torch.relu"."""
    return ", ".join(choice.options[choice.picked] for choice in run.choices)
