"""The strip along the bottom: a moment in, where every control leads out."""

from itertools import pairwise

from app.graph.model import Run
from app.graph.moment import Moment
from app.web.walk.parts import Stop, Stretch, Transport


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
    following = place + 1 if place + 1 < len(run.passes) else None
    return Transport(place, position, last, here, stretches(moment), stops, following)


def stretches(moment: Moment) -> tuple[Stretch, ...]:
    """The phases of the pass as stretches of the bar, in steps."""
    borders = pairwise((*moment.phase_starts, moment.last + 1))
    return tuple(Stretch(moment.index.steps[start - 1].phase, start - 1, end - start) for start, end in borders)
