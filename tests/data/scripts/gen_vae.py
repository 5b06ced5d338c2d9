"""A variational autoencoder for 3x3 pixel pictures, with the reparametrisation trick."""
import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(12)
PIXELS = 9


class TinyVAE(nn.Module):
    def __init__(self, hidden=8, latent=2):
        super(TinyVAE, self).__init__()
        self.latent = latent
        self.encoder = nn.Linear(PIXELS, hidden)
        self.to_mean = nn.Linear(hidden, latent)
        self.to_logvar = nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, PIXELS))

    def encode(self, x):
        h = F.relu(self.encoder(x))
        return self.to_mean(h), self.to_logvar(h)

    def sample(self, mean, logvar):
        # z = mean + sigma * noise: the noise is outside the graph, mean and sigma are inside
        noise = torch.randn_like(mean)
        return mean + noise * torch.exp(logvar / 2)

    def decode(self, z):
        return torch.sigmoid(self.decoder(z))

    def forward(self, x):
        mean, logvar = self.encode(x.view(-1, PIXELS))
        return self.decode(self.sample(mean, logvar)), mean, logvar


def elbo(picture, x, mean, logvar):
    rebuild = F.binary_cross_entropy(picture, x.view(-1, PIXELS), reduction='sum')
    prior = 0.5 * torch.sum(logvar.exp() + mean.pow(2) - 1 - logvar)
    return rebuild + prior, rebuild, prior


plus = torch.tensor([[0., 1., 0.], [1., 1., 1.], [0., 1., 0.]])
edge = torch.tensor([[1., 1., 1.], [1., 0., 0.], [1., 0., 0.]])
data = torch.stack([plus, edge] * 8)

vae = TinyVAE()
adam = torch.optim.Adam(vae.parameters(), lr=2e-2)
for epoch in range(1, 61):
    adam.zero_grad()
    loss, rebuild, prior = elbo(vae(data)[0], data, *vae.encode(data.view(-1, PIXELS)))
    loss.backward()
    adam.step()
    if epoch % 20 == 0:
        print('epoch {:2d}: {:.4f} = {:.3f} (pictures) + {:.3f} (prior)'.format(
            epoch, loss.item() / len(data), rebuild.item() / len(data), prior.item() / len(data)))

with torch.no_grad():
    picture = vae.decode(torch.randn(1, vae.latent)).view(3, 3)
for row in picture:
    print(" ".join("#" if v > 0.5 else "." for v in row.tolist()))
