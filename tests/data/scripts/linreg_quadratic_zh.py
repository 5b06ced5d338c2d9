# 练习：y = w1*x^2 + w2*x + b，用计算图求三个参数
import torch
import matplotlib.pyplot as plt

x_data = [1.0, 2.0, 3.0]
y_data = [2.0, 4.0, 6.0]

w1 = torch.Tensor([1.0]); w1.requires_grad = True
w2 = torch.Tensor([1.0]); w2.requires_grad = True
b = torch.Tensor([1.0]); b.requires_grad = True

def forward(x):
    return w1 * x ** 2 + w2 * x + b

def loss(x, y):
    return (forward(x) - y) ** 2

print('预测（训练前）', 4, forward(4))
损失列表 = []
for epoch in range(50):
    l = 0
    for x, y in zip(x_data, y_data):
        l = loss(x, y)
        l.backward()
        w1.data -= 0.01 * w1.grad.data
        w2.data -= 0.01 * w2.grad.data
        b.data -= 0.01 * b.grad.data
        w1.grad.data.zero_(); w2.grad.data.zero_(); b.grad.data.zero_()
    损失列表.append(l.item())
    if epoch % 10 == 9:
        print('\tgrad:', x, y, w1.grad.item(), w2.grad.item(), b.grad.item())
        print('Epoch:', epoch, l.item())
print('预测（训练后）', 4, forward(4))
print("参数：", w1.data, w2.data, b.data)
plt.plot(range(50), 损失列表)
plt.show()
