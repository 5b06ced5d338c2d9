# 动态图：控制流 + 权重共享
import random
import torch

class 动态网络(torch.nn.Module):
    def __init__(self, D_in, H, D_out):
        super(动态网络, self).__init__()
        self.输入层 = torch.nn.Linear(D_in, H)
        self.中间层 = torch.nn.Linear(H, H)
        self.输出层 = torch.nn.Linear(H, D_out)

    def forward(self, x):
        h_relu = self.输入层(x).clamp(min=0)
        for _ in range(random.randint(0, 3)):
            h_relu = self.中间层(h_relu).clamp(min=0)  # 同一层用多次
        return self.输出层(h_relu)

N, D_in, H, D_out = 8, 12, 6, 2
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)
模型 = 动态网络(D_in, H, D_out)
准则 = torch.nn.MSELoss(reduction='sum')
优化器 = torch.optim.SGD(模型.parameters(), lr=1e-3, momentum=0.9)
for t in range(60):
    y_pred = 模型(x)
    loss = 准则(y_pred, y)
    if t % 15 == 0:
        print(t, '损失: %.5f' % loss.item())
    优化器.zero_grad()
    loss.backward()
    优化器.step()
print(模型)
