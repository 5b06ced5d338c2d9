# detach、clone、data、item 的区别
import torch

x = torch.tensor([1., 2.], requires_grad=True)
a = x.clone()
b = x.detach()
c = x.detach().clone()
d = x.data
print('clone 保留计算图:', a.requires_grad, a.grad_fn.name())
print("detach 共享内存，不需要梯度:", b.requires_grad)
print('detach().clone() 是副本:', c.requires_grad)
print('data:', d, d.requires_grad)

(a ** 2).sum().backward()
print('x.grad =', x.grad)

with torch.no_grad():
    b[0] = 10.
print('改了 b，x 也变了:', x)
c[1] = -1
print('改了 c，x 不变:', x)

# 用 detach 截断梯度
x.grad = None
y = x * 3
z = (y.detach() * x).sum() + y.sum()
z.backward()
print('截断后的梯度:', x.grad.numpy())
print('数值: {:.1f} {:.1f}'.format(*x.tolist()), z.item())
