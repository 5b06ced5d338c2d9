# 梯度会累加！
import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)

for i in range(3):
    y = (x ** 2).sum()
    y.backward()
    print(f"第 {i + 1} 次 backward：x.grad = {x.grad}")

print("清零前 id 是否相同：", end=" ")
g = x.grad
x.grad.zero_()
print(g is x.grad, g)

x.grad = None
print(x.grad)

# 同一个图反向两次：需要 retain_graph=True
y = (x ** 3).sum()
y.backward(retain_graph=True)
第一次 = x.grad.clone()
y.backward()
print(第一次, x.grad, torch.equal(x.grad, 2 * 第一次))

try:
    y.backward()
except RuntimeError as e:
    print("出错：", str(e)[:46])
