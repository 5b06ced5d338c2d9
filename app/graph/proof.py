"""Autograd's gradients beside finite differences, as plain frozen data."""

from typing import Literal

import msgspec

from app.errors import Text
from app.graph.model import Number

PROOF_VERSION = 1
Outcome = Literal["agrees", "rounding", "kink", "differs"]


class Trial(msgspec.Struct, frozen=True):
    """One entry of a parameter, or (with `entries`) a step along a random direction through all of them. `autograd` is
    what the program's backward pass gives, `precise` the same in float64, `numeric` the central finite difference in
    float64 with the step `step`, or where that is too long for the bend of the loss what two steps lead to; `error` is
    the relative difference of `autograd` and `numeric`. `left` and `right` are the one-sided differences where they are
    not the same: then the loss has a kink, or a jump, there."""

    name: str
    value: Number | None
    autograd: Number
    precise: Number
    numeric: Number
    error: Number
    step: float
    outcome: Outcome
    says: Text
    left: Number | None = None
    right: Number | None = None
    entries: int | None = None


class Proof(msgspec.Struct, frozen=True):
    """All trials of one pass; `left_out` counts the entries that have none of their own."""

    version: int
    pass_index: int
    trials: tuple[Trial, ...]
    left_out: int
    notes: tuple[Text, ...] = ()
