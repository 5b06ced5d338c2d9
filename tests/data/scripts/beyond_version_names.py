# what people print about objects
import torch
import numpy as np
print(torch.__version__ >= "1.0", type(torch.__version__ == np.__version__))
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(1, 1)
    def forward(self, x):
        return self.fc(x)
net = Net()
print(net.__class__.__name__, type(net).__name__)
try:
    1 / 0
except Exception as e:
    print(type(e).__name__, e)
x = torch.ones(1, requires_grad=True)
y = x * 2
print(type(y.grad_fn).__name__, y.grad_fn.name(), y.grad_fn.next_functions[0][0].name())
print(torch.ones(2)._version, y.__repr__())
