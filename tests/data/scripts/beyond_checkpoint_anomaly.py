import torch
from torch import nn
from torch.utils.checkpoint import checkpoint
block = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
x = torch.ones(2, 3, requires_grad=True)
checkpoint(block, x, use_reentrant=False).sum().backward()
print(x.grad)
with torch.autograd.set_detect_anomaly(False):
    (x * 2).sum().backward()
with torch.inference_mode():
    print((x * 2).requires_grad)
print(torch.autograd.gradcheck(lambda t: t.sin(), torch.ones(2, dtype=torch.double, requires_grad=True)))
