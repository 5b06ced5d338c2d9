# Code of the years before 0.4: Variable, volatile, loss.data[0], .data of gradients
import torch
from torch.autograd import Variable
import torch.nn as nn

x = Variable(torch.randn(4, 3))
y = Variable(torch.randn(4, 1))
model = nn.Linear(3, 1)
criterion = torch.nn.MSELoss(size_average=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for t in range(3):
    y_pred = model(x)
    loss = criterion(y_pred, y)
    try:
        print(t, loss.data[0])
    except IndexError:
        print(t, loss.item(), "data[0] is gone")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
a = Variable(torch.Tensor([3]), requires_grad=True)
b = a * a
b.backward()
print(a.grad.data[0], a.grad.data.numpy(), b.data.numpy()[0], type(a))
