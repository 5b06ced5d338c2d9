"""Where an address leads: ?pass=, ?step= and ?at= in, the pass and the position of it, as it is seen, out."""

from dataclasses import dataclass

from fastapi import Request

from app.graph.folding.sight import WHOLE, Sight
from app.graph.folding.steps import folded_position, whole_position
from app.graph.model import Run
from app.graph.timeline import PassIndex
from app.pipeline import Pipeline
from app.web.bodies import integer
from app.web.view import is_at_home, page_of, sight_of


@dataclass(frozen=True)
class Place:
    """A pass, and a step of it as it is seen; or else `at`, a position of the whole pass. A browser that has walked on
    since it was given `at` says where it is: the step that its page shows, and how that page sees the graph."""

    pass_index: int | None = None
    step: int | None = None
    at: int | None = None
    walked: tuple[Sight, int] | None = None

    def find(self, pipeline: Pipeline, run: Run, index: PassIndex) -> int | None:
        """The position in a pass of the run as it is seen; None where the address does not say.

        Raises:
            RequestError: the pass has no such position.
        """
        if self.at is None or self.step is not None:
            return self.step
        place = index.pass_.index
        at = self.at
        if self.walked is not None:
            before = pipeline.pass_index(run, place, self.walked[0])
            before.check(self.walked[1])
            at = whole_position(before.steps, self.walked[1])
        pipeline.pass_index(run, place, WHOLE).check(at)
        return folded_position(index.steps, at)


def place_of(request: Request) -> Place:
    """The place in the address of a request."""
    query, page = request.query_params, page_of(request)
    pass_index, step, at = (integer(query.get(name)) for name in ("pass", "step", "at"))
    walked = integer(page.get("step")) if is_at_home(request) else None
    if walked is None or (integer(page.get("pass")) or 0) != (pass_index or 0):
        return Place(pass_index, step, at)
    return Place(pass_index, step, at, (sight_of(page.get("view"), page.get("turned")), walked))
