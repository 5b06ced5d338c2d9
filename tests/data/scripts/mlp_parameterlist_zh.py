# ParameterList：多项式回归，次数可变
import torch
import torch.nn as nn

class 多项式(nn.Module):
    def __init__(self, 次数):
        super(多项式, self).__init__()
        self.系数 = nn.ParameterList([nn.Parameter(torch.randn(1) * 0.1) for _ in range(次数 + 1)])
        self.缩放 = nn.Parameter(torch.ones(1), requires_grad=False)
        self.register_buffer('中心', torch.tensor([0.5]))

    def forward(self, x):
        y = 0
        for i, c in enumerate(self.系数):
            y = y + c * ((x - self.中心) * self.缩放) ** i
        return y

    def __repr__(self):
        return ' + '.join('%.3f*(x-0.5)^%d' % (c.item(), i) for i, c in enumerate(self.系数))

x = torch.linspace(0, 1, 30)
y = 2 - 3 * x + x ** 3
模型 = 多项式(3)
优化器 = torch.optim.Adam([p for p in 模型.parameters() if p.requires_grad], lr=0.1)
最好 = float('inf')
for i in range(120):
    损失 = ((模型(x) - y) ** 2).mean()
    优化器.zero_grad()
    损失.backward()
    优化器.step()
    if 损失.item() < 最好:
        最好 = 损失.item()
    if i % 40 == 39:
        print(f'{i + 1}: 损失={损失.item():.6f} 最好={最好:.6f}')
print(模型)
print(模型.state_dict().keys())
print([(n, p.requires_grad) for n, p in 模型.named_parameters()])
print(dict(模型.named_buffers()))
