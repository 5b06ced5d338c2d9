# score function and reparametrised gradients with torch.distributions
import torch
from torch.distributions import Normal, Categorical, kl_divergence
mu = torch.tensor(0.5, requires_grad=True)
sigma = torch.tensor(1.0, requires_grad=True)
d = Normal(mu, sigma)
z = d.rsample((5,))
loss = (z ** 2).mean() + kl_divergence(d, Normal(0., 1.))
loss.backward()
print(z, mu.grad, sigma.grad)
logits = torch.zeros(3, requires_grad=True)
c = Categorical(logits=logits)
a = c.sample()
(-c.log_prob(a)).backward()
print(a, logits.grad, c.entropy())
