"""Adam and AdamW. Source: the algorithms in the documentation of torch.optim.Adam and torch.optim.AdamW."""

from dataclasses import replace

from app.errors import text
from app.formulas.expressions import larger, sqrt
from app.optimizers.formula import Formula, Line, State
from app.optimizers.preparation import COUPLED, DECOUPLED, MAXIMIZED
from app.optimizers.quantities import (
    beta1,
    beta2,
    c1,
    c2,
    eps,
    g,
    lr,
    m,
    m_hat,
    s,
    t,
    v,
    v_hat,
    v_max,
    w,
    weight_decay,
)  # fmt: skip

ADAM = Formula(
    "Adam",
    options=(lr, beta1, beta2, eps, weight_decay),
    switches=("amsgrad", "maximize", "decoupled_weight_decay"),
    states=(State(m, "exp_avg"), State(v, "exp_avg_sq"), State(v_max, "max_exp_avg_sq", when=("amsgrad",))),
    lines=(
        MAXIMIZED,
        COUPLED,
        DECOUPLED,
        Line(m, beta1 * m + (1 - beta1) * g, text("First moment: a running mean of the gradients.")),
        Line(v, beta2 * v + (1 - beta2) * g**2, text("Second moment: a running mean of the squared gradients.")),
        Line(v_max, larger(v_max, v), text("AMSGrad keeps the largest second moment so far."), ("amsgrad",)),
        Line(c1, 1 - beta1**t, text("First bias correction: m began at 0, and so far this share of it has filled.")),
        Line(c2, 1 - beta2**t, text("Second bias correction: the same for v.")),
        Line(m_hat, m / c1, text("The first moment without its bias.")),
        Line(v_hat, v / c2, text("The second moment without its bias."), ("!amsgrad",)),
        Line(v_hat, v_max / c2, text("The second moment without its bias."), ("amsgrad",)),
        Line(s, lr / (sqrt(v_hat) + eps), text("The effective step. ε is added after the root.")),
        Line(w, w - s * m_hat, text("The step: the effective step times the first moment.")),
    ),
)
ADAM_W = replace(ADAM, name="AdamW")
"""The same lines: torch's AdamW is its Adam with decoupled_weight_decay switched on."""
