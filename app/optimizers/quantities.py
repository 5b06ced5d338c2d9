"""The quantities of all formulas, written the same way everywhere: options by the names that programs give them, or by
the letters of those names in Greek."""

from dataclasses import dataclass

from app.errors import Text, text
from app.formulas import expressions


@dataclass(frozen=True, repr=False)
class Quantity(expressions.Quantity):
    """An option, a state or a result; `words` say what it is."""

    words: Text | None = None


w = Quantity("w", "θ", r"\theta", text("the parameter"))
g = Quantity("g", "g", "g", text("the gradient"))
t = Quantity("t", "t", "t", text("the number of this step, counted from 1"))

lr = Quantity("lr", "lr", r"\mathrm{lr}", text("the learning rate"))
momentum = Quantity("momentum", "momentum", r"\mathrm{momentum}", text("how much of the last direction is kept"))
dampening = Quantity("dampening", "dampening", r"\mathrm{dampening}", text("how much the gradient is damped"))
weight_decay = Quantity(
    "weight_decay", "weight_decay", r"\mathrm{weight\_decay}", text("how strongly the parameter is pulled to 0")
)
beta1 = Quantity("beta1", "β₁", r"\beta_1", text("betas[0]: how much of m is kept"))
beta2 = Quantity("beta2", "β₂", r"\beta_2", text("betas[1]: how much of v is kept"))
alpha = Quantity("alpha", "α", r"\alpha", text("alpha: how much of the average is kept"))
rho = Quantity("rho", "ρ", r"\rho", text("rho: how much of the averages is kept"))
eps = Quantity("eps", "ε", r"\varepsilon", text("eps: keeps the division away from 0"))
lr_decay = Quantity("lr_decay", "lr_decay", r"\mathrm{lr\_decay}", text("how fast the learning rate falls"))

b = Quantity("b", "b", "b", text("the momentum buffer"))
m = Quantity("m", "m", "m", text("the first moment: a running mean of gradients"))
v = Quantity("v", "v", "v", text("the second moment: a running mean of squared gradients"))
v_max = Quantity("v_max", "v_max", r"v_{\max}", text("the largest second moment so far"))
c1 = Quantity("c1", "c₁", "c_1", text("the first bias correction"))
c2 = Quantity("c2", "c₂", "c_2", text("the second bias correction"))
m_hat = Quantity("m_hat", "m̂", r"\hat{m}", text("m, corrected"))
v_hat = Quantity("v_hat", "v̂", r"\hat{v}", text("v, corrected"))
a = Quantity("a", "a", "a", text("a running mean of gradients"))
total = Quantity("total", "G", "G", text("the sum of all squared gradients so far"))
u = Quantity("u", "u", "u", text("a running mean of squared steps"))
d = Quantity("d", "d", "d", text("what the gradient is divided by"))
s = Quantity("s", "s", "s", text("the effective step for this entry"))
delta = Quantity("delta", "Δ", r"\Delta", text("the step before the learning rate"))
