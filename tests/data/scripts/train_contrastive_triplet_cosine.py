# Metric learning: cosine similarity, triplet loss, InfoNCE by hand
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
encoder = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 4))
opt = torch.optim.Adam(encoder.parameters(), lr=5e-3)


def augment(x): return x + 0.05 * torch.randn_like(x)


def info_nce(z1, z2, temperature=0.5):
    z1, z2 = F.normalize(z1, dim=1), F.normalize(z2, dim=1)
    z = torch.cat([z1, z2])
    sim = z @ z.t() / temperature
    n = z1.size(0)
    sim.fill_diagonal_(float("-inf"))
    targets = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
    return F.cross_entropy(sim, targets)


x = torch.randn(6, 3)
for step in range(4):
    loss = info_nce(encoder(augment(x)), encoder(augment(x)))
    opt.zero_grad()
    loss.backward()
    total_norm = nn.utils.clip_grad_norm_(encoder.parameters(), max_norm=0.5)
    opt.step()
    print(step, f"{loss.item():.4f}", f"{total_norm:.4f}")
anchor, positive, negative = encoder(x[:2]), encoder(augment(x[:2])), encoder(x[2:4])
triplet = nn.TripletMarginLoss(margin=1.0, p=2)(anchor, positive, negative)
by_hand = F.relu((anchor - positive + 1e-6).norm(dim=1) - (anchor - negative + 1e-6).norm(dim=1) + 1.0).mean()
print(triplet.item(), torch.allclose(triplet, by_hand))
cos = nn.CosineSimilarity(dim=1)
print(cos(anchor, positive), torch.cdist(anchor, negative).shape)
triplet.backward()
print([p.grad.norm().item() > 0 for p in encoder.parameters()])
