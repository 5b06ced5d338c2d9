# hook：查看、修改中间梯度
import torch

梯度们 = {}

def 保存(名字):
    def hook(grad):
        梯度们[名字] = grad.clone()
    return hook

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
y.register_hook(保存('y'))
z = y ** 2
z.register_hook(保存('z'))
z.sum().backward()
for k in sorted(梯度们):
    print(k, 梯度们[k])
print('x', x.grad)

# 修改梯度
v = torch.tensor([0., 0., 0.], requires_grad=True)
h = v.register_hook(lambda grad: grad * 2)
v.backward(torch.tensor([1., 2., 3.]))
print(v.grad)
h.remove()   # 移除
v.grad.zero_()
v.backward(torch.tensor([1., 2., 3.]))
print(v.grad)

# 打印 hook
a = torch.tensor(3., requires_grad=True)
b = a * a
b.register_hook(print)
b.backward()
