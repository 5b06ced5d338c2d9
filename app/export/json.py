"""The whole run as JSON, the same that the API answers: a Run and a pass of it as it is seen come in, bytes go out."""

import msgspec

from app.graph.coordinates import Placement
from app.graph.model import Pass, Run
from app.graph.moment import Moment


def write(run: Run, pass_: Pass, _moment: Moment, _placement: Placement | None) -> bytes:
    """Every pass, node, edge and step of the run, with this pass as it is seen; the moment makes no difference."""
    passes = tuple(pass_ if each.index == pass_.index else each for each in run.passes)
    return msgspec.json.encode(msgspec.structs.replace(run, passes=passes))
