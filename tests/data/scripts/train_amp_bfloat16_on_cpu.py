# autocast really on (cpu bfloat16), to compare
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
x = torch.randn(5, 3)
with torch.autocast("cpu", dtype=torch.bfloat16):
    out = net(x)
    loss = out.float().pow(2).mean()
print(out.dtype, loss)
loss.backward()
print(net[0].weight.grad)
with torch.amp.autocast(device_type="cpu"):
    print((x @ x.T).dtype)
print((x @ x.T).dtype)
def early():
    with torch.autocast("cpu"):
        return x @ x.T
print(early().dtype, (x @ x.T).dtype)
try:
    with torch.autocast("cpu"):
        raise ValueError
except ValueError:
    print((x @ x.T).dtype)
