# 加法的几种写法，逐元素函数
import torch

x = torch.tensor([1., 4., 9.])
y = torch.tensor([1., 2., 3.])
print(x + y, torch.add(x, y), x.add(y), torch.add(x, y, alpha=2))
y.add_(x)   # 以 _ 结尾的操作会改变自身
print(y)
print(x - y, x * y, x / y, x ** 2, x ** 0.5, -x, x % 2, x // 2, 10 - x, 1 / x, 2 ** x)
print(x.sqrt(), x.rsqrt(), x.exp(), x.log(), x.log2(), x.log1p(), x.pow(3), x.abs(), x.neg(), x.reciprocal(), x.square())
print(torch.sin(x), torch.cos(x), torch.tan(x), torch.tanh(x), torch.sigmoid(x), torch.relu(-x), torch.erf(x), torch.atan2(x, y))
print(torch.clamp(x, 2, 5), x.clamp(min=2), x.clip(0, 4), torch.sign(x - 4), torch.lerp(x, y, 0.5))
print(torch.maximum(x, y), torch.min(x, y), torch.max(x, torch.tensor(3.)), torch.fmod(x, 2), torch.remainder(-x, 4), torch.hypot(x, y))
print(torch.addcmul(x, x, y, value=0.5), torch.addcdiv(x, x, y, value=2), torch.cross(x, y, dim=0), torch.frac(x / 2))
print((x > 2) & (x < 5), (x > 2) | (x < 0), ~(x > 2), (x > 2).logical_not(), torch.logical_and(x > 0, y > 5))
z = x.clone()
z.mul_(2).sub_(1).div_(3); z.pow_(2)
print(z, x)
z.zero_(); print(z); z.fill_(3.3); print(z); z.copy_(x); print(z); z.uniform_(0, 1); print(z); z.normal_(); print(z)
# 广播
a = torch.arange(3).reshape(3, 1)
b = torch.arange(2).reshape(1, 2)
print(a + b, (a * b).shape, a == b)
前 = id(y)
y = y + x
print(id(y) == 前)
前 = id(y)
y[:] = y + x
y += x
print(id(y) == 前)
del 前
