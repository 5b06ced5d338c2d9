# 梯度累积 + 梯度裁剪
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
数据 = TensorDataset(torch.randn(32, 4), torch.randn(32, 1))
加载器 = DataLoader(数据, batch_size=4, shuffle=False)
模型 = nn.Linear(4, 1)
优化器 = torch.optim.SGD(模型.parameters(), lr=0.1)
累积步数 = 4

优化器.zero_grad()
for i, (x, y) in enumerate(加载器):
    损失 = nn.functional.mse_loss(模型(x), y) / 累积步数
    损失.backward()
    if (i + 1) % 累积步数 == 0:
        总范数 = nn.utils.clip_grad_norm_(模型.parameters(), max_norm=0.5)
        print(f'第 {i + 1} 批：裁剪前范数 {总范数:.4f}，裁剪后 {模型.weight.grad.norm():.4f}')
        优化器.step()
        优化器.zero_grad()
print(模型.weight.grad)
# 等价于大批量
大 = nn.Linear(4, 1)
小 = nn.Linear(4, 1)
小.load_state_dict(大.state_dict())
X, Y = 数据.tensors
nn.MSELoss()(大(X), Y).backward()
for x, y in 加载器:
    (nn.MSELoss()(小(x), y) / len(加载器)).backward()
print('梯度相同:', torch.allclose(大.weight.grad, 小.weight.grad, atol=1e-6))
nn.utils.clip_grad_value_(大.parameters(), 0.05)
print(大.weight.grad)
