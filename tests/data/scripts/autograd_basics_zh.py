# PyTorch 自动求导入门
import torch

# 1. 创建一个张量并设置 requires_grad=True 用来追踪计算历史
x = torch.ones(2, 2, requires_grad=True)
print(x)

# 2. 做一次运算
y = x + 2
print(y)
print("x 的 grad_fn 是 None 吗？", x.grad_fn is None)
print("y 的 grad_fn 是 None 吗？", y.grad_fn is None)

z = y * y * 3
out = z.mean()
print(z, out)

# 3. requires_grad_() 原地改变标记
a = torch.randn(2, 2)
a = ((a * 3) / (a - 1))
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad)
b = (a * a).sum()
print(b.requires_grad, b.is_leaf, a.is_leaf)

# 4. 梯度
out.backward()
print(x.grad)

# 5. 雅可比向量积
x = torch.randn(3, requires_grad=True)
y = x * 2
while y.data.norm() < 1000:
    y = y * 2
print(y)
v = torch.tensor([0.1, 1.0, 0.0001], dtype=torch.float)
y.backward(v)
print(x.grad)

# 6. 停止追踪
print(x.requires_grad)
print((x ** 2).requires_grad)
with torch.no_grad():
    print((x ** 2).requires_grad)
y = x.detach()
print(y.requires_grad, x.eq(y).all())
