# 逻辑斯蒂回归
import numpy as np
import torch
import torch.nn.functional as F
import matplotlib.pyplot as plt

x_data = torch.Tensor([[1.0], [2.0], [3.0]])
y_data = torch.Tensor([[0], [0], [1]])

class LogisticRegressionModel(torch.nn.Module):
    def __init__(self):
        super(LogisticRegressionModel, self).__init__()
        self.linear = torch.nn.Linear(1, 1)

    def forward(self, x):
        y_pred = torch.sigmoid(self.linear(x))
        return y_pred

model = LogisticRegressionModel()
criterion = torch.nn.BCELoss(reduction='mean')
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(120):
    y_pred = model(x_data)
    loss = criterion(y_pred, y_data)
    if epoch % 30 == 0: print(epoch, loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

print('w =', model.linear.weight.item(), 'b =', model.linear.bias.item())

x = np.linspace(0, 10, 20)
x_t = torch.Tensor(x).view((20, 1))
y_t = model(x_t)
y = y_t.data.numpy()
print(x_t.size(), y.shape, y[:3])
plt.plot(x, y)
plt.plot([0, 10], [0.5, 0.5], c='r')
plt.xlabel('学习时间')
plt.ylabel('通过的概率')
plt.grid()
plt.show()
