"""What autograd and a finite difference give in, what to think of it out."""

from app.errors import Text, text
from app.graph.proof import Outcome

_TOLERANCE = 1e-5
_PRECISE = 1e-6
_ROUGH = 0.05
"""What float32 loses at most; more is a mistake."""


def outcome_of(
    autograd: float, precise: float, numeric: float, size: float, noise: float, kink: bool, repeated: bool
) -> Outcome:
    """What a trial shows. `repeated`: done again in the program's own precision, autograd gives its number again."""
    if kink:
        return "kink"
    if abs(autograd - numeric) <= _TOLERANCE * size + noise:
        return "agrees"
    near = repeated or abs(autograd - numeric) <= _ROUGH * size
    return "rounding" if near and abs(precise - numeric) <= _PRECISE * size + noise else "differs"


def said_of(outcome: Outcome, left: float, right: float) -> Text:
    """The same in words."""
    if outcome == "kink":
        return text(
            "The loss has a kink here: its slope is %(left)s to the left and %(right)s to the right. "
            "Autograd takes one value, the difference the mean of both.",
            left=f"{left:.4g}",
            right=f"{right:.4g}",
        )
    said = {
        "agrees": text("They agree."),
        "rounding": text("The program's float32 rounds; in float64 autograd agrees with the difference."),
        "differs": text("They differ: a rule of the backward pass, or a hook, does not belong to this loss."),
    }
    return said[outcome]
