# 用 PyTorch 解决异或问题
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(2)

class XOR网络(nn.Module):
    def __init__(self, 隐藏数=4):
        super().__init__()
        self.fc1 = nn.Linear(2, 隐藏数)
        self.fc2 = nn.Linear(隐藏数, 1)

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        return torch.sigmoid(self.fc2(x))

输入 = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
标签 = torch.tensor([[0.], [1.], [1.], [0.]])

网络 = XOR网络()
优化器 = torch.optim.SGD(网络.parameters(), lr=0.5, momentum=0.9)
for 轮 in range(200):
    输出 = 网络(输入)
    损失 = F.binary_cross_entropy(输出, 标签)
    优化器.zero_grad()
    损失.backward()
    优化器.step()
    if (轮 + 1) % 50 == 0:
        print('轮次 {:>4}，损失 {:.5f}'.format(轮 + 1, 损失.item()))

with torch.no_grad():
    预测 = (网络(输入) > 0.5).int()
for (a, b), p, t in zip(输入.int().tolist(), 预测.view(-1).tolist(), 标签.squeeze().tolist()):
    print(f'{a} xor {b} = {p} （应为 {int(t)}）')
准确率 = (预测 == 标签).float().mean().item()
print('准确率: {:.0%}'.format(准确率))
