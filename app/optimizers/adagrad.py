"""Adagrad and Adadelta. Source: the algorithms in the documentation of torch.optim.Adagrad and torch.optim.Adadelta."""

from app.errors import text
from app.formulas.expressions import sqrt
from app.optimizers.formula import Formula, Line, State
from app.optimizers.preparation import COUPLED, MAXIMIZED
from app.optimizers.quantities import delta, eps, g, lr, lr_decay, rho, s, t, total, u, v, w, weight_decay

ADAGRAD = Formula(
    "Adagrad",
    options=(lr, lr_decay, weight_decay, eps),
    switches=("maximize",),
    states=(State(total, "sum"),),
    lines=(
        MAXIMIZED,
        COUPLED,
        Line(lr, lr / (1 + (t - 1) * lr_decay), text("The learning rate falls with every step."), ("lr_decay",)),
        Line(total, total + g**2, text("The sum of all squared gradients so far only grows.")),
        Line(s, lr / (sqrt(total) + eps), text("The effective step. ε is added after the root.")),
        Line(w, w - s * g, text("The step: the effective step times the gradient.")),
    ),
)
ADADELTA = Formula(
    "Adadelta",
    options=(lr, rho, eps, weight_decay),
    switches=("maximize",),
    states=(State(v, "square_avg"), State(u, "acc_delta")),
    lines=(
        MAXIMIZED,
        COUPLED,
        Line(v, rho * v + (1 - rho) * g**2, text("A running mean of the squared gradients.")),
        Line(
            delta,
            sqrt(u + eps) / sqrt(v + eps) * g,
            text("The gradient, measured against the size of recent steps. ε is added inside the roots."),
        ),
        Line(u, rho * u + (1 - rho) * delta**2, text("A running mean of the squared steps.")),
        Line(w, w - lr * delta, text("The step: the learning rate times this direction.")),
    ),
)
