"""A calculation that ends in one number and entries of its parameters in; its Hessian, eigenvalues and what they tell
out."""

import torch
from torch import Tensor

from app.engine.recording.values import finite
from app.engine.studies.matrices.jacobian import Columns, begun, rows_of
from app.engine.studies.matrices.rounding import rounding_of
from app.engine.studies.replaying.precise import Precise, doubled
from app.engine.studies.replaying.replay import FAILURES
from app.errors import Text, text
from app.graph.matrices import Curvature, Hessian
from app.graph.model import Node
from app.graph.naming import called

_ZERO = 1e-8
"""An eigenvalue this small beside the largest is rounding."""
_SYMMETRIC = 1e-9
_STATIONARY = 1e-6
"""How far, in parameters, a minimum may be from here, for here to count as it."""
_SAID: dict[Curvature, Text] = {
    "minimum": text("All eigenvalues are positive: the loss curves upward in every direction, as around a minimum."),
    "maximum": text("All eigenvalues are negative: the loss curves downward in every direction, as around a maximum."),
    "saddle": text(
        "There are eigenvalues of both signs: the loss curves upward in some directions and downward in others, as at "
        "a saddle."
    ),
    "valley": text(
        "No eigenvalue is negative, but some are 0: in those directions the loss does not curve, in the others it "
        "curves upward."
    ),
    "ridge": text(
        "No eigenvalue is positive, but some are 0: in those directions the loss does not curve, in the others it "
        "curves downward."
    ),
    "flat": text("All eigenvalues are 0: in these parameters the loss does not curve at all here."),
    "unknown": text("The Hessian holds NaN or infinity, so it has no eigenvalues."),
}
_SAID_AT_REST: dict[Curvature, Text] = {
    "minimum": text("All eigenvalues are positive and the gradient is 0: this is a minimum."),
    "maximum": text("All eigenvalues are negative and the gradient is 0: this is a maximum."),
    "saddle": text("There are eigenvalues of both signs and the gradient is 0: this is a saddle point."),
}


def hessian_of(precise: Precise, root: Node, columns: Columns) -> Hessian | None:
    """The Hessian of the root; None where torch has no second derivative for an operation.

    Raises:
        TimeLimit: it takes too long.
    """
    given = begun(precise)
    given |= {key: doubled(leaf).requires_grad_() for key, leaf in columns.leaves.items() if key not in given}
    values: list[Tensor] = []

    def twice(leaves: dict[int, Tensor]) -> tuple[Tensor, Tensor]:
        with torch.enable_grad():
            made = precise(leaves)
            values[:] = values or made.values()
            gradient = columns.row(made[id(precise.root)].reshape(()), leaves, create_graph=True)
            return gradient.detach(), torch.stack([columns.row(item, leaves) for item in gradient])

    try:
        gradient, made = twice(given)
    except FAILURES:
        return None
    rounding = rounding_of(lambda leaves: twice(leaves)[1], given, made, values)
    return _told(made, gradient, root, max(abs(entry.number) for entry in columns.entries), rounding)


def _told(made: Tensor, gradient: Tensor, root: Node, scale: float, rounding: float) -> Hessian:
    largest = float(made.abs().max())
    asymmetry = float((made - made.T).abs().max()) / largest if largest and not rounding else 0.0
    good = bool(torch.isfinite(made).all())
    found = torch.linalg.eigvalsh((made + made.T) / 2) if good else torch.zeros(0, dtype=torch.float64)
    tolerance = max(_ZERO * float(found.abs().max()), rounding * len(made)) if good else 0.0
    # A step of Newton's would go about this far, so a gradient below it is as good as 0.
    stationary = good and float(gradient.abs().max()) <= _STATIONARY * float(found.abs().max()) * max(scale, 1.0)
    curvature = _curvature(found, tolerance) if good else "unknown"
    says = _SAID_AT_REST.get(curvature, _SAID[curvature]) if stationary else _SAID[curvature]
    if rounding:
        says = text(
            "Every entry is zero up to rounding: what is left, at most %(size)s, is the last digits of terms that "
            "cancel. In these parameters the loss does not curve at all here.",
            size=f"{largest:.1e}",
        )
    return Hessian(
        root=root.id,
        name=called(root),
        numbers=rows_of(made),
        symmetric=good and asymmetry <= _SYMMETRIC,
        asymmetry=finite(asymmetry),
        eigenvalues=tuple(found.tolist()),
        tolerance=tolerance,
        stationary=stationary,
        curvature=curvature,
        says=says,
    )


def _curvature(eigenvalues: Tensor, tolerance: float) -> Curvature:
    above, below = bool((eigenvalues > tolerance).any()), bool((eigenvalues < -tolerance).any())
    level = bool((eigenvalues.abs() <= tolerance).any())
    if above and below:
        return "saddle"
    if above:
        return "valley" if level else "minimum"
    if below:
        return "ridge" if level else "maximum"
    return "flat"
