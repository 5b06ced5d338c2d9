# Mixed precision with the older names of torch.cuda.amp
import torch
from torch import nn
from torch.cuda.amp import GradScaler, autocast

torch.manual_seed(0)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
scaler = GradScaler(enabled=torch.cuda.is_available())
x, y = torch.randn(6, 3), torch.randn(6, 1)
for i in range(3):
    opt.zero_grad()
    with autocast(enabled=torch.cuda.is_available()):
        loss = ((net(x) - y) ** 2).mean()
    scaler.scale(loss).backward()
    scaler.step(opt)
    scaler.update()
    print(i, loss.item())
