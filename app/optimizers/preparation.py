"""What most optimizers do first: the lines that they share."""

from app.errors import text
from app.optimizers.formula import Line
from app.optimizers.quantities import g, lr, w, weight_decay

MAXIMIZED = Line(g, -g, text("maximize=True: uphill instead of down."), ("maximize",))
COUPLED = Line(
    g,
    g + weight_decay * w,
    text("Weight decay goes into the gradient, and pulls the parameter to 0."),
    ("weight_decay", "!decoupled_weight_decay"),
)
DECOUPLED = Line(
    w,
    w * (1 - lr * weight_decay),
    text("Decoupled weight decay shrinks the parameter itself; the gradient does not feel it."),
    ("weight_decay", "decoupled_weight_decay"),
)
