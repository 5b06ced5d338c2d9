"""Forward mode: how every node of a pass changes along one direction of its parameters, as plain frozen data."""

import msgspec

from app.errors import Text
from app.graph.model import Number, Value

TANGENTS_VERSION = 1


class Along(msgspec.Struct, frozen=True):
    """One parameter's part of the direction. `label` is how it was asked for (`w`, or one entry `w[0, 1]`), `numbers`
    what the parameter moves by, `gradient` what reverse mode gives for it in this pass alone (whatever `.grad` held
    before), and `product` the sum of both, multiplied entry by entry."""

    node: str
    label: str
    numbers: Value
    gradient: Value | None
    product: Number


class Term(msgspec.Struct, frozen=True):
    """What one argument of an operation brings to the tangent of its result: `product` is the local derivative times
    `tangent`, that of the argument. `local` is there where the graph has it for the edge. `edge` is null where the
    picture has no edge of its own for the argument."""

    source: str
    edge: str | None
    local: Value | None
    tangent: Value
    product: Value


class Tangent(msgspec.Struct, frozen=True):
    """One node that depends on the direction. `tangent` is the sum of the `terms` (which are left out for what is
    written through a view), `gradient` what reverse mode has brought to the node, and `product` the sum of both
    multiplied entry by entry: the part of the change of the root that flows through this node. Where `stopped` says
    why, no tangent is known."""

    node: str
    name: str
    tangent: Value | None
    terms: tuple[Term, ...]
    gradient: Value | None
    product: Number | None
    stopped: Text | None = None


class Tangents(msgspec.Struct, frozen=True):
    """The tangents of a pass, in the order of its graph. `forward` is the tangent of the root (times the gradient that
    the backward pass starts from, where that is not one), `reverse` the gradients times the direction: the same number
    from both sides. `agrees` is null where one of them is not known or not finite. `numbers` counts the entries of all
    parameters that the pass differentiates: so many directions it takes forward mode to learn the whole gradient."""

    version: int
    pass_index: int
    root: str
    dtype: str
    along: tuple[Along, ...]
    tangents: tuple[Tangent, ...]
    forward: Number | None
    reverse: Number
    agrees: bool | None
    numbers: int
    notes: tuple[Text, ...] = ()
