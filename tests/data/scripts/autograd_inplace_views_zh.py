# 原地操作与视图
import torch

w = torch.arange(6, dtype=torch.float32, requires_grad=True)
y = w * 1.0            # 非叶子，可以原地改
y[0] = 100.
y[1:3] *= 2
y += 1
行 = y.view(2, 3)[1]
行.mul_(10)
print(y)
s = (y * torch.arange(6.)).sum()
s.backward()
print(w.grad)

w.grad = None
z = w.clone()
z.masked_fill_(z > 3, 0.)
z.clamp_(max=2).add_(0.5)
(z ** 2).sum().backward()
print(z, w.grad, sep='\n')

# 切片梯度
w.grad = None
(w[::2].sum() + w[-1] * 3 + w[1:4].prod()).backward()
print(w.grad)
# 高级索引：重复的下标梯度会累加
w.grad = None
w[torch.tensor([0, 0, 0, 5])].sum().backward()
print(w.grad)
