# 用 nn.Module 改写 2-2-2 网络
import torch
import torch.nn as nn

class MyNet(nn.Module):
    def __init__(self):
        super(MyNet, self).__init__()
        self.linear1 = nn.Linear(2, 2, bias=True)
        self.linear2 = nn.Linear(2, 2, bias=True)
        self.act = nn.Sigmoid()

    def forward(self, x):
        x = self.act(self.linear1(x))
        return self.act(self.linear2(x))

net = MyNet()
# 手动设置权重
net.linear1.weight.data = torch.tensor([[0.15, 0.20], [0.25, 0.30]])
net.linear1.bias.data = torch.Tensor([0.35, 0.35])
net.linear2.weight.data = torch.tensor([[0.40, 0.45], [0.50, 0.55]])
net.linear2.bias.data = torch.Tensor([0.60, 0.60])
print(net)

x = torch.tensor([[0.05, 0.10]])
y = torch.tensor([[0.01, 0.99]])
criterion = nn.MSELoss(reduction='sum')
for epoch in range(5):
    out = net(x)
    loss = criterion(out, y) / 2
    net.zero_grad()
    loss.backward()
    for f in net.parameters():
        f.data.sub_(f.grad.data * 0.5)
    print(f'第{epoch}轮 loss={loss.item():.6f} out={out.data}')
for name, p in net.named_parameters():
    print(name, p.shape, p.data.numpy())
