import numpy as np
import torch

# torch -> numpy, sharing memory
a = torch.ones(5)
b = a.numpy()
print(a, b, type(b), b.dtype)
a.add_(1)
print(a)
print(b)

# numpy -> torch, sharing memory
a = np.ones(5)
b = torch.from_numpy(a)
np.add(a, 1, out=a)
print(a)
print(b)

# copies
np_data = np.arange(6).reshape((2, 3))
torch_data = torch.from_numpy(np_data)
tensor2array = torch_data.numpy()
print('\nnumpy array:', np_data, '\ntorch tensor:', torch_data, '\ntensor to array:', tensor2array)
c = torch.tensor(np_data)
np_data[0, 0] = 77
print(torch_data[0, 0], c[0, 0], torch.as_tensor(np_data)[0, 0])

data = [-1, -2, 1, 2]
tensor = torch.FloatTensor(data)
print('\nabs', '\nnumpy: ', np.abs(data), '\ntorch: ', torch.abs(tensor))
print('\nsin', '\nnumpy: ', np.sin(data), '\ntorch: ', torch.sin(tensor))
print('\nmean', '\nnumpy: ', np.mean(data), '\ntorch: ', torch.mean(tensor))

data = [[1, 2], [3, 4]]
tensor = torch.FloatTensor(data)
print('\nmatrix multiplication (matmul)', '\nnumpy: ', np.matmul(data, data), '\ntorch: ', torch.mm(tensor, tensor))
w = torch.randn(2, requires_grad=True)
try:
    w.numpy()
except RuntimeError as e:
    print(e)
print(w.detach().numpy().shape, w.data.numpy().dtype, float(w.sum()) == w.sum().item())
print(torch.tensor(np.float64(2.5)), torch.tensor([np.int64(3), 4]), np.array(torch.eye(2)), torch.eye(2).numpy().tolist())
