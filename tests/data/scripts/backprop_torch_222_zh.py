# 反向传播：用 PyTorch 自动求导，和手算的结果对一下
import torch

x = torch.tensor([0.05, 0.10])
y = torch.tensor([0.01, 0.99])
W1 = torch.tensor([[0.15, 0.20], [0.25, 0.30]], requires_grad=True)
W2 = torch.tensor([[0.40, 0.45], [0.50, 0.55]], requires_grad=True)
b1 = torch.tensor(0.35)
b2 = torch.tensor(0.60)
学习率 = 0.5

def 前向计算(x):
    h = torch.sigmoid(W1.mv(x) + b1)
    return torch.sigmoid(W2.mv(h) + b2), h

for k in range(20):
    out, h = 前向计算(x)
    损失 = ((out - y) ** 2).sum() / 2
    损失.backward()
    if k == 0:
        # 手算梯度
        d2 = (out - y) * out * (1 - out)
        d1 = W2.t().mv(d2) * h * (1 - h)
        手算W2 = d2.unsqueeze(1) * h
        手算W1 = torch.ger(d1, x)
        print('手算 W2 梯度:', 手算W2.detach())
        print('自动 W2 梯度:', W2.grad)
        print('一致吗?', torch.allclose(手算W2, W2.grad), torch.allclose(手算W1, W1.grad))
    with torch.no_grad():
        W1 -= 学习率 * W1.grad
        W2 -= 学习率 * W2.grad
        # 梯度清零，不然会累加
        W1.grad.zero_()
        W2.grad.zero_()
    if (k + 1) % 5 == 0:
        print('第 %d 步，损失 = %f' % (k + 1, 损失.item()))

print(W1)
print(W2.data)
