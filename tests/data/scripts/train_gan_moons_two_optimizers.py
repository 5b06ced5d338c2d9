# Two optimizers, detach in the discriminator step, requires_grad_ switched off and on
import torch
import torch.nn as nn

torch.manual_seed(9)
G = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 2))
D = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
bce = nn.BCEWithLogitsLoss()
opt_g = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.999))


def real_batch(n):
    angle = torch.rand(n) * torch.pi
    return torch.stack([angle.cos(), angle.sin()], dim=1) + 0.05 * torch.randn(n, 2)


ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)
losses_g, losses_d = [], []
for step in range(6):
    real, z = real_batch(16), torch.randn(16, 2)
    for p in D.parameters():
        p.requires_grad_(True)
    opt_d.zero_grad()
    loss_d = bce(D(real), ones) + bce(D(G(z).detach()), zeros)
    loss_d.backward()
    opt_d.step()
    for p in D.parameters():
        p.requires_grad_(False)
    opt_g.zero_grad()
    loss_g = bce(D(G(z)), ones)
    loss_g.backward()
    opt_g.step()
    losses_d.append(loss_d.item())
    losses_g.append(loss_g.item())
for d, g in zip(losses_d, losses_g):
    print(f"D {d:.4f} | G {g:.4f}")
print([round(v, 4) for v in losses_d], [round(v, 4) for v in losses_g], sep="\n")
print(all(p.grad is not None for p in G.parameters()), any(p.requires_grad for p in D.parameters()))
