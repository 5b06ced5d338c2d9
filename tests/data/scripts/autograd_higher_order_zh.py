# 高阶导数：create_graph=True
import torch
from torch.autograd import grad

x = torch.tensor([3.], requires_grad=True)
y = torch.pow(x, 2)
grad_1 = torch.autograd.grad(y, x, create_graph=True)
print(grad_1)
grad_2 = torch.autograd.grad(grad_1[0], x)
print(grad_2)

# 一直求到四阶
t = torch.tensor(2.0, requires_grad=True)
f = t ** 4 + t.sin()
阶数 = 0
当前 = f
while 阶数 < 4:
    当前, = grad(当前, t, create_graph=True)
    阶数 += 1
    print('%d 阶导数 = %.4f' % (阶数, 当前.item()))

# 标量对向量
w = torch.tensor([1., -2.], requires_grad=True)
l = (w ** 3).sum()
g = grad(l, w, create_graph=True)[0]
惩罚 = g.norm()
惩罚.backward()
print(g, 惩罚, w.grad)
