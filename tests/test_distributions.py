"""torch.distributions in programs: the same numbers, gradients and text as real torch; what does not fit is said."""

import pytest

from app.engine.run import run_program
from app.engine.torch.distributions import DISTRIBUTION_FAMILIES, DISTRIBUTIONS
from app.graph.model import Request
from tests.plain_scripts import run_script

HEAD = "import torch\nfrom torch.distributions import *\nimport torch.distributions as D\ntorch.manual_seed(1)\n"
V, W = "torch.tensor([0.2, 0.5, 0.3], requires_grad=True)", "torch.tensor([1.0, -2.0, 0.5], requires_grad=True)"
MADE = {
    "Normal": f"{W}, {V}",
    "Normal by name": f"loc=0.0, scale={V}",
    "Normal of numbers": "0.0, 1.5",
    "Uniform": f"-3.0, {V}",
    "Laplace": f"{W}, {V}",
    "Exponential": V,
    "Bernoulli": V,
    "Bernoulli of logits": f"logits={W}",
    "Categorical": V,
    "Categorical of logits": f"logits={W}",
    "MultivariateNormal": f"{W}, torch.eye(3) * 2",
    "MultivariateNormal of a factor": f"{W}, scale_tril=torch.eye(3)",
}
PROGRAM = """
d = {name}({arguments})
print(d, d.batch_shape, d.event_shape, d.has_rsample, d.entropy())
for make in (lambda: d.mean, lambda: d.stddev, lambda: d.variance, lambda: d.mode):
    print(make())
x = d.sample((2,))
print(x, d.sample(), d.log_prob(x))
loss = d.log_prob(x).sum() + (d.rsample().sum() if d.has_rsample else 0)
if loss.requires_grad:
    loss.backward()
"""
PROGRAMS = {
    "policy gradient": """
theta = torch.zeros(2, requires_grad=True)
opt = torch.optim.SGD([theta], lr=0.5)
for step in range(10):
    policy = Categorical(logits=theta)
    action = policy.sample()
    loss = -policy.log_prob(action) * (1.0 if action.item() == 1 else 0.0) - 0.01 * policy.entropy()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(theta, policy.probs, policy.logits)
""",
    "variational": """
mu, log_sigma = torch.zeros(2, requires_grad=True), torch.zeros(2, requires_grad=True)
for step in range(5):
    q = Normal(mu, log_sigma.exp())
    z = q.rsample(torch.Size([4]))
    loss = (z - 3).pow(2).mean() + D.kl_divergence(q, Normal(0.0, 1.0)).sum()
    loss.backward()
    with torch.no_grad():
        for p in (mu, log_sigma):
            p -= 0.1 * p.grad
            p.grad = None
    print(loss.item())
print(mu, log_sigma, q.loc, q.scale, q.cdf(torch.zeros(2)), q.icdf(torch.full((2,), 0.3)))
""",
    "independent": """
d = D.Independent(D.Normal(torch.zeros(2, 3), torch.ones(2, 3)), 1)
print(d, d.log_prob(torch.ones(2, 3)), d.sample().shape, d.entropy(), d.batch_shape, d.event_shape, d.base_dist)
""",
    "types": """
print(isinstance(Normal(0.0, 1.0), Distribution), type(Bernoulli(0.5)), Normal, isinstance(3, Normal))
from torch.distributions.categorical import Categorical as C
from torch.distributions.kl import kl_divergence as kl
print(C is Categorical, kl(Bernoulli(0.5), Bernoulli(0.25)), kl(C(torch.ones(2)), C(torch.tensor([1.0, 3.0]))))
""",
    "what does not fit": """
for wrong in (lambda: Normal(0.0, -1.0), lambda: Categorical(torch.tensor([-1.0])), lambda: Bernoulli(2.0),
              lambda: Bernoulli(), lambda: Normal(0.0, 1.0).log_prob(torch.tensor(float("nan"))),
              lambda: Categorical(torch.ones(2)).log_prob(torch.tensor(5))):
    try:
        wrong()
    except ValueError as e:
        print(e)
""",
}


def same(source: str) -> None:
    ours = run_program(Request(source))
    assert ours.error is None, ours.error
    assert ours.printed == run_script(source).printed


@pytest.mark.parametrize("name", MADE)
def test_a_distribution_is_torchs(name: str) -> None:
    same(HEAD + PROGRAM.format(name=name.split()[0], arguments=MADE[name]))


@pytest.mark.parametrize("name", [name for name in MADE if V in MADE[name]])
def test_gradients_are_torchs(name: str) -> None:
    lines = PROGRAM.format(name=name.split()[0], arguments=MADE[name].replace(V, "v")) + "\nprint(v.grad.tolist())"
    same(f"{HEAD}v = {V}\n{lines}")


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_prints_what_torch_prints(source: str) -> None:
    same(HEAD + source)


def test_every_distribution_has_its_example() -> None:
    made = {name.split()[0] for name in MADE} | {"Independent"}
    assert made == {kind.__name__ for kind in DISTRIBUTION_FAMILIES}
    assert made | {"kl_divergence", "Distribution"} == set(DISTRIBUTIONS["torch.distributions"].members)


WRONG = ["Normal('a', 1)", "Normal(0.0, 1.0, 2.0)", "Normal([1.0], 1.0)", "Normal()", "Independent(3, 1)",
         "Independent(Normal(0.0, 1.0), 5)", "Distribution()", "Normal(0.0, 1.0).sample(-1)", "Gamma(1.0, 1.0)",
         "Normal(0.0, 1.0).sample('x')", "kl_divergence(Normal(0.0, 1.0), 3)", "Normal(0.0, 1.0).expand",
         "Categorical(torch.ones(2)).rsample()", "Normal(0.0, 1.0).log_prob(1.0, 2.0)"]  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_what_does_not_fit_is_said(line: str) -> None:
    error = run_program(Request(f"{HEAD}{line}")).error
    assert error is not None and error.span is not None and error.code != "internal"
    assert error.span.line == 5
