"""The whole run as JSON, the same that the API answers: a Run comes in, bytes go out."""

import msgspec

from app.graph.coordinates import Placement
from app.graph.model import Pass, Run
from app.graph.moment import Moment


def write(run: Run, _pass: Pass, _moment: Moment, _placement: Placement | None) -> bytes:
    """Every pass, node, edge and step of the run; the moment makes no difference."""
    return msgspec.json.encode(run)
