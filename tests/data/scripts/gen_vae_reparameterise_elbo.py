# Variational autoencoder with distributions, KL by formula and by kl_divergence, beta warmup
import torch
from torch import nn
from torch.distributions import Normal, kl_divergence
import torch.nn.functional as F


class VAE(nn.Module):
    def __init__(self, d=6, h=5, z=2):
        super().__init__()
        self.enc = nn.Linear(d, h)
        self.mu, self.logvar = nn.Linear(h, z), nn.Linear(h, z)
        self.dec = nn.Sequential(nn.Linear(z, h), nn.ReLU(), nn.Linear(h, d), nn.Sigmoid())

    def encode(self, x):
        h = F.relu(self.enc(x))
        return self.mu(h), self.logvar(h)

    @staticmethod
    def reparameterize(mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std

    def forward(self, x):
        mu, logvar = self.encode(x)
        return self.dec(self.reparameterize(mu, logvar)), mu, logvar


def loss_function(recon_x, x, mu, logvar, beta=1.0):
    BCE = F.binary_cross_entropy(recon_x, x, reduction="sum")
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return BCE + beta * KLD, {"bce": BCE.item(), "kld": KLD.item()}


torch.manual_seed(4)
x = (torch.rand(12, 6) > 0.5).float()
model = VAE()
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
for step in range(5):
    recon, mu, logvar = model(x)
    loss, parts = loss_function(recon, x, mu, logvar, beta=min(1.0, (step + 1) / 5))
    opt.zero_grad(); loss.backward(); opt.step()
    print(step, f"{loss.item():.4f}", {k: round(v, 3) for k, v in parts.items()})
q, p = Normal(mu, (0.5 * logvar).exp()), Normal(torch.zeros_like(mu), torch.ones_like(mu))
print(torch.allclose(kl_divergence(q, p).sum(), torch.tensor(parts["kld"]), atol=1e-4))
with torch.inference_mode():
    samples = model.dec(torch.randn(2, 2))
print(samples.shape, q.rsample().requires_grad, samples.requires_grad)
