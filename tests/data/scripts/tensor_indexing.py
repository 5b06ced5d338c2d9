import torch

x = torch.arange(24).reshape(2, 3, 4)
print(x)
print(x[0], x[0, 1], x[0, 1, 2], x[-1, -1, -1].item())
print(x[:, 1], x[..., 0], x[0, :, ::2], x[:, :, 1:3].shape)
print(x[x > 20], (x % 2 == 0).sum(), x[0][x[0] < 3])
print(x[[0, 1], [1, 2]], x[torch.tensor([1, 0])].shape, x[:, [0, 2], 0])
print(x[None].shape, x[0, None, 1].shape, x.unsqueeze(-1).shape, x[..., None, :].shape)

y = torch.zeros(3, 4)
y[0] = 1
y[:, 1] = torch.tensor([5., 6., 7.])
y[y == 0] = -1
y[2, 2:] *= 10
print(y)
y[0, 0] += 0.5
y[[1, 2], [0, 3]] = torch.tensor([100., 200.])
print(y)

idx = torch.tensor([[0, 2], [1, 1]])
src = torch.tensor([[10, 20, 30], [40, 50, 60]])
print(src.gather(1, idx), torch.index_select(src, 1, torch.tensor([2, 0])), src.take(torch.tensor([0, 5])))
print(torch.masked_select(src, src > 25), torch.nonzero(src > 25), torch.where(src > 25))
print(torch.where(src > 25, src, torch.zeros_like(src)), src.masked_fill(src > 25, 0))
print(torch.zeros(2, 3, dtype=torch.long).scatter_(1, idx, src[:, :2]))
one_hot = torch.zeros(3, 4).scatter_(1, torch.tensor([[1], [3], [0]]), 1)
print(one_hot)
rows, cols = y.shape
for r in range(rows):
    for c in range(cols):
        if y[r, c] > 50:
            print("y[%d, %d] = %g" % (r, c, y[r, c]))
