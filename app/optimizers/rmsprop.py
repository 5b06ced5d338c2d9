"""RMSprop. Source: the algorithm in the documentation of torch.optim.RMSprop."""

from app.errors import text
from app.formulas.expressions import sqrt
from app.optimizers.formula import Formula, Line, State
from app.optimizers.preparation import COUPLED, MAXIMIZED
from app.optimizers.quantities import a, alpha, b, d, eps, g, lr, momentum, s, v, w, weight_decay

RMSPROP = Formula(
    "RMSprop",
    options=(lr, alpha, eps, weight_decay, momentum),
    switches=("centered", "maximize"),
    states=(
        State(v, "square_avg"),
        State(a, "grad_avg", when=("centered",)),
        State(b, "momentum_buffer", when=("momentum",)),
    ),
    lines=(
        MAXIMIZED,
        COUPLED,
        Line(v, alpha * v + (1 - alpha) * g**2, text("A running mean of the squared gradients.")),
        Line(a, alpha * a + (1 - alpha) * g, text("Centered: a running mean of the gradients too."), ("centered",)),
        Line(
            d,
            sqrt(v - a**2) + eps,
            text("The spread of the gradients about their mean. ε is added after the root."),
            ("centered",),
        ),
        Line(d, sqrt(v) + eps, text("The size of recent gradients. ε is added after the root."), ("!centered",)),
        Line(
            b,
            momentum * b + g / d,
            text("The momentum buffer keeps a part of itself and takes in the scaled gradient."),
            ("momentum",),
        ),
        Line(w, w - lr * b, text("The step: the learning rate times the momentum buffer."), ("momentum",)),
        Line(s, lr / d, text("The effective step."), ("!momentum",)),
        Line(w, w - s * g, text("The step: the effective step times the gradient."), ("!momentum",)),
    ),
)
