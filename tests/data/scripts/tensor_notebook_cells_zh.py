# 笔记本导出的单元：单独一行的表达式、比较、显示
import torch
import numpy as np
x = torch.arange(12)
x
x.shape
X = x.reshape(3, 4)
Y = torch.tensor([[2.0, 1, 4, 3], [1, 2, 3, 4], [4, 3, 2, 1]])
X == Y
x == 3
X < Y
torch.cat((X, Y), dim=0), torch.cat((X, Y), dim=1)
print((X == Y).sum())
before = id(Y)
Y = Y + X
print(id(Y) == before)
Z = torch.zeros_like(Y)
print('同一个 id:', id(Z) == id(Z))
Z[:] = X + Y
before = id(X)
X += Y.long()
print(id(X) == before)
del before
A = X.numpy()
B = torch.tensor(A)
print(type(A), type(B))
a = torch.tensor([3.5])
print(a, a.item(), float(a), int(a))
X[-1], X[1:3]
X[1, 2] = 9
X[0:2, :] = 12
print(X)
a == 3.5
