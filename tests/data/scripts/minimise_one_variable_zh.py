# 梯度下降求 y = x^4 - 3x^3 + 2 的最小值
import torch
import matplotlib.pyplot as plt

def 函数(x):
    return x ** 4 - 3 * x ** 3 + 2

def 导数(x):
    return 4 * x ** 3 - 9 * x ** 2

# 方法一：手写导数
x = 6.0
学习率 = 0.01
精度 = 0.00001
次数 = 0
前一个x = 0
while abs(x - 前一个x) > 精度:
    前一个x = x
    x = 前一个x - 学习率 * 导数(前一个x)
    次数 += 1
print("手写：局部最小值在 %f 处，迭代 %d 次" % (x, 次数))

# 方法二：autograd
t = torch.tensor(6.0, requires_grad=True)
for i in range(70):
    y = 函数(t)
    y.backward()
    with torch.no_grad():
        t -= 学习率 * t.grad
    t.grad.zero_()
print("自动：x = {:.6f}, y = {:.6f}".format(t.item(), 函数(t).item()))
print(f"相差 {abs(t.item() - x):.1e}")
plt.plot([x], [函数(x)], 'ro'); plt.show()
