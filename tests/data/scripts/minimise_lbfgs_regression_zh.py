# LBFGS 训练小网络：step 需要 closure
import torch
from torch import nn, optim

torch.manual_seed(5)
x = torch.linspace(0, 1, 20).unsqueeze(1)
y = torch.sin(6 * x)
网络 = nn.Sequential(nn.Linear(1, 10), nn.Tanh(), nn.Linear(10, 1))
优化器 = optim.LBFGS(网络.parameters(), lr=0.5, max_iter=4)
损失函数 = nn.MSELoss()

for i in range(6):
    def closure():
        优化器.zero_grad()
        out = 网络(x)
        loss = 损失函数(out, y)
        loss.backward()
        return loss
    loss = 优化器.step(closure)
    print('第', i, '步 损失:', round(loss.item(), 6))
with torch.no_grad():
    print('最大误差: {:.4f}'.format((网络(x) - y).abs().max().item()))
