# Gradient checkpointing, anomaly detection, set_grad_enabled, grad mode queries, saved tensor hooks
import torch
import torch.nn as nn
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)
block = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
x = torch.randn(2, 3, requires_grad=True)
plain = block(block(x)).sum()
plain.backward()
first = x.grad.clone()
x.grad = None
again = checkpoint(block, block(x), use_reentrant=False).sum()
again.backward()
print(torch.allclose(first, x.grad), plain.item() == again.item())
