# 线性模型，一次一个样本
import torch

x_data = [1.0, 2.0, 3.0]
y_data = [2.0, 4.0, 6.0]

w = torch.Tensor([1.0])
w.requires_grad = True  # 需要计算梯度


def forward(x):
    return x * w


def loss(x, y):
    y_pred = forward(x)
    return (y_pred - y) ** 2


print('训练前预测:', 4, forward(4).item())

for epoch in range(20):
    for x, y in zip(x_data, y_data):
        l = loss(x, y)  # 建立计算图
        l.backward()  # 反向传播
        print('\t梯度:', x, y, w.grad.item())
        w.data = w.data - 0.01 * w.grad.data  # 用 data 更新，不会建图

        w.grad.data.zero_()  # 梯度清零！

    print('进度:', epoch, l.item())

print('训练后预测:', 4, forward(4).item())
