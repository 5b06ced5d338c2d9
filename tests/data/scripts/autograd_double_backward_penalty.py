# gradient penalty: backward through a gradient
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(3)
D = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
real = torch.randn(6, 2)
fake = torch.rand(6, 2) * 3
eps = torch.rand(6, 1)
mixed = (eps * real + (1 - eps) * fake).requires_grad_(True)
score = D(mixed)
grad = torch.autograd.grad(outputs=score, inputs=mixed, grad_outputs=torch.ones_like(score),
                           create_graph=True, retain_graph=True, only_inputs=True)[0]
norm = grad.view(grad.size(0), -1).norm(2, dim=1)
penalty = ((norm - 1) ** 2).mean()
print("norms:", norm)
print("penalty: %.5f" % penalty.item())
loss = D(fake).mean() - D(real).mean() + 10 * penalty
loss.backward()
for name, p in D.named_parameters():
    print(name, tuple(p.shape), None if p.grad is None else round(p.grad.norm().item(), 5))
