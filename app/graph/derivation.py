"""What is right and wrong in gradients that a person has derived, as plain frozen data."""

import msgspec

from app.errors import Text
from app.graph.model import Value

CHECK_VERSION = 1


class Verdict(msgspec.Struct, frozen=True):
    """One gradient: `name` is the program's name for the tensor, `written` the name that the person gave its gradient.
    `ours` is what autograd computes at the program's values, `theirs` what was derived (null where it could not be
    computed), `error` the largest relative difference over all `points`, which `agrees` goes by. `hint` says what may
    be wrong; `names` are the variables along the path that it is about."""

    name: str
    written: str
    agrees: bool
    ours: Value
    theirs: Value | None
    error: float | str | None
    points: int
    line: int | None = None
    hint: Text | None = None
    names: tuple[str, ...] = ()


class Checked(msgspec.Struct, frozen=True):
    """All gradients of a derivation, in the order in which they were written, and the parameters that have none."""

    version: int
    pass_index: int
    results: tuple[Verdict, ...]
    missing: tuple[str, ...]
    notes: tuple[Text, ...] = ()
