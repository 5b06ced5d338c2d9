"""What autograd and a finite difference give in, what to think of it out."""

from app.engine.studies.proof.slopes import Shape, Slope
from app.errors import Text, text
from app.graph.proof import Outcome

_TOLERANCE = 1e-5
_PRECISE = 1e-6
_ROUGH = 0.05
"""What float32 loses at most; more is a mistake."""


def outcome_of(
    autograd: float, precise: float, numeric: float, size: float, noise: float, shape: Shape, repeated: bool
) -> Outcome:
    """What a trial shows. `repeated`: done again in the program's own precision, autograd gives its number again."""
    if shape in ("kink", "jump"):
        return "kink"
    if abs(autograd - numeric) <= _TOLERANCE * size + noise:
        return "agrees"
    near = repeated or abs(autograd - numeric) <= _ROUGH * size
    return "rounding" if near and abs(precise - numeric) <= _PRECISE * size + noise else "differs"


def said_of(outcome: Outcome, slope: Slope, hooked: bool, custom: tuple[str, ...]) -> Text:
    """The same in words; `hooked` says that the program has hooks on the way, `custom` names the functions whose
    backward is the program's own."""
    if outcome == "agrees":
        return text("They agree.")
    if outcome == "rounding":
        return text("The program's float32 rounds; in float64 autograd agrees with the difference.")
    return _kink(slope) if outcome == "kink" else _difference(slope, hooked, custom)


def _kink(slope: Slope) -> Text:
    if slope.shape == "jump":
        return text(
            "The loss jumps here, by about %(size)s, so it has no slope. Autograd takes that of the piece on which the "
            "number stands.",
            size=f"{abs(slope.right - slope.left) * slope.step:.4g}",
        )
    return text(
        "The loss has a kink here: its slope is %(left)s to the left and %(right)s to the right. "
        "Autograd takes one value, the difference the mean of both.",
        left=f"{slope.left:.4g}",
        right=f"{slope.right:.4g}",
    )


def _difference(slope: Slope, hooked: bool, custom: tuple[str, ...]) -> Text:
    """What may be the cause."""
    if slope.shape == "island":
        return text(
            "They differ: with any number near by the loss is another one. The program has changed numbers behind "
            "autograd's back, as through .data."
        )
    if hooked:
        return text(
            "They differ: a hook of the program changes the gradient on its way, so it is not that of the loss."
        )
    if custom:
        return text(
            "They differ: the way leads through %(names)s, whose backward() is the program's own. It is not the "
            "derivative of what its forward() computes.",
            names=", ".join(custom),
        )
    return text(
        "They differ, and no tensor on the way has a hook: a hook of a module changes the gradient, numbers were "
        "changed behind autograd's back, as through .data, or the loss bends too sharply within a step of %(step)s.",
        step=f"{slope.step:.0e}",
    )
