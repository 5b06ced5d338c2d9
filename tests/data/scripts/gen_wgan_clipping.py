import torch, torch.nn as nn

# Wasserstein critic with weight clipping, several critic steps per generator step
torch.manual_seed(21)

class Generator(nn.Module):
    def __init__(self): super().__init__(); self.net = nn.Sequential(nn.Linear(2, 6), nn.ReLU(True), nn.Linear(6, 2))
    def forward(self, z): return self.net(z)

class Critic(nn.Module):
    def __init__(self): super().__init__(); self.net = nn.Sequential(nn.Linear(2, 6), nn.ReLU(True), nn.Linear(6, 1))
    def forward(self, x): return self.net(x).view(-1)

G, D = Generator(), Critic()
optD = torch.optim.RMSprop(D.parameters(), lr=5e-3)
optG = torch.optim.RMSprop(G.parameters(), lr=5e-3)

def real(n=16):
    angle = torch.rand(n) * 6.2832
    return torch.stack([angle.cos(), angle.sin()], 1)

for it in range(10):
    for p in D.parameters(): p.requires_grad_(True)
    for _ in range(3):
        x = real()
        z = torch.randn(16, 2)
        lossD = -(D(x).mean() - D(G(z).detach()).mean())
        optD.zero_grad(); lossD.backward(); optD.step()
        for p in D.parameters(): p.data.clamp_(-0.1, 0.1)
    for p in D.parameters(): p.requires_grad_(False)
    lossG = -D(G(torch.randn(16, 2))).mean()
    optG.zero_grad(); lossG.backward(); optG.step()
    if it % 3 == 0: print(f"{it:2d} critic {lossD.item():+.6f} generator {lossG.item():+.6f}")
print(max(p.abs().max().item() for p in D.parameters()) <= 0.1)
