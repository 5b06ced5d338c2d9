"""Why a gradient is what it is: every path from what was differentiated to one node, as plain frozen data."""

import msgspec

from app.errors import Text
from app.graph.model import Number, Value

PATHS_VERSION = 1


class Hop(msgspec.Struct, frozen=True):
    """One edge of a path, walked backward: from node `source` to node `target`. `local` is the local derivative where
    both are single numbers, `carried` what flows on this path alone after the edge, `by` the rule of torch that took it
    there (`SigmoidBackward0`). `edge` is null where the picture has no edge of its own for it."""

    source: str
    target: str
    edge: str | None
    by: str
    local: Number | None
    carried: Value


class Path(msgspec.Struct, frozen=True):
    """One path: its hops, and what it contributes to the gradient. `start` is the gradient that it begins with."""

    start: Value
    hops: tuple[Hop, ...]
    contribution: Value


class Paths(msgspec.Struct, frozen=True):
    """The paths from the roots of a pass to a node, the heaviest first. `count` is how many there are; `complete` says
    that all of them were added up: then `sum` is their sum, else the sum of those in `paths` alone. `gradient` is what
    torch's engine computes; `agrees` is null where the sum is not complete."""

    version: int
    pass_index: int
    node: str
    name: str
    root: str
    count: Number
    complete: bool
    paths: tuple[Path, ...]
    sum: Value
    gradient: Value
    agrees: bool | None
    notes: tuple[Text, ...] = ()
