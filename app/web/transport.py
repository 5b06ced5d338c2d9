"""The strip along the bottom: a moment in, where every control leads out."""

from itertools import pairwise

from app.graph.model import Run
from app.graph.moment import Moment
from app.web.parts import Stop, Stretch, Transport

MOST_CHOICES = 60


def transport(run: Run, moment: Moment) -> Transport:
    """The controls at this moment; a stop without a step is one that is already reached."""
    position, last = moment.position, moment.last
    phase = next((start for start in moment.phase_starts if start > position), last)
    stops = (
        Stop("first", 0 if position > 0 else None),
        Stop("back", position - 1 if position > 0 else None),
        Stop("next", position + 1 if position < last else None),
        Stop("phase", phase if position < last else None),
        Stop("last", last if position < last else None),
    )
    place = moment.index.pass_.index
    here = moment.current.phase if moment.current else "start"
    return Transport(
        place, position, last, here, stretches(moment), stops, choices(len(run.passes), place), len(run.passes)
    )


def choices(count: int, here: int) -> tuple[int, ...]:
    """The passes to choose from: all of a few; of many the first ones, the neighbours, the last, and some in between.

    >>> choices(3, 0), choices(1000, 500)[8:14], len(choices(1000, 500))
    ((0, 1, 2), (8, 9, 25, 50, 75, 100), 52)
    """
    if count <= MOST_CHOICES:
        return tuple(range(count))
    near = {max(here - 1, 0), here, min(here + 1, count - 1)}
    return tuple(sorted({*range(10), *range(0, count, count // 40), *near, count - 1}))


def stretches(moment: Moment) -> tuple[Stretch, ...]:
    """The phases of the pass as stretches of the bar, in steps."""
    borders = pairwise((*moment.phase_starts, moment.last + 1))
    return tuple(Stretch(moment.index.steps[start - 1].phase, start - 1, end - start) for start, end in borders)
