"""Stochastic gradient descent. Source: the algorithm in the documentation of torch.optim.SGD."""

from app.errors import text
from app.optimizers.formula import Formula, Line, State
from app.optimizers.preparation import COUPLED, MAXIMIZED
from app.optimizers.quantities import b, dampening, g, lr, momentum, w, weight_decay

SGD = Formula(
    "SGD",
    options=(lr, momentum, dampening, weight_decay),
    switches=("nesterov", "maximize"),
    states=(State(b, "momentum_buffer", None, ("momentum",)),),
    lines=(
        MAXIMIZED,
        COUPLED,
        Line(b, g, text("The momentum buffer starts as the first gradient."), ("momentum", "!b")),
        Line(
            b,
            momentum * b + (1 - dampening) * g,
            text("The momentum buffer keeps a part of itself and takes in the damped gradient."),
            ("momentum", "b", "dampening"),
        ),
        Line(
            b,
            momentum * b + g,
            text("The momentum buffer keeps a part of itself and takes in the gradient."),
            ("momentum", "b", "!dampening"),
        ),
        Line(
            g,
            g + momentum * b,
            text("Nesterov looks ahead: the gradient, and the part of the buffer that the next step would keep."),
            ("momentum", "nesterov"),
        ),
        Line(w, w - lr * g, text("The step: the learning rate times this direction."), ("momentum", "nesterov")),
        Line(w, w - lr * b, text("The step: the learning rate times the momentum buffer."), ("momentum", "!nesterov")),
        Line(w, w - lr * g, text("The step: the learning rate times the gradient."), ("!momentum",)),
    ),
    counts=False,
)
