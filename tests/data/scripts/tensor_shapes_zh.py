# 形状操作：view / reshape / transpose / permute / squeeze / cat / stack / split
import torch

t = torch.arange(12)
print(t.view(3, 4), t.view(-1, 6).shape, t.reshape((2, 2, 3)).size(1))
m = t.view(3, 4)
print(m.t(), m.T.shape, m.transpose(0, 1).is_contiguous(), m.t().contiguous().view(-1))
p = torch.zeros(2, 3, 5).permute(2, 0, 1)
print(p.shape, p.stride(), p.size())
s = torch.zeros(1, 3, 1)
print(s.squeeze().shape, s.squeeze(0).shape, s.squeeze(1).shape, s.unsqueeze(0).shape)
print(torch.ones(3, 1).expand(3, 4).shape, torch.tensor([1, 2]).repeat(2, 2), torch.ones(2, 1).expand(-1, 3))
a, b = torch.ones(2, 3), torch.zeros(2, 3)
print(torch.cat([a, b]), torch.cat((a, b), dim=1).shape, torch.stack([a, b]).shape, torch.stack((a, b), 2).shape)
print(torch.split(t, 5), t.chunk(3), torch.split(m, [1, 2], dim=0)[1])
print(torch.flatten(torch.zeros(2, 3, 4), start_dim=1).shape, torch.zeros(2, 3, 4).flatten().shape)
print(t.flip(0), torch.roll(t[:5], 2), torch.rot90(m).shape)
x, y = torch.meshgrid(torch.arange(2), torch.arange(3), indexing='ij')
print(x, y)
print(torch.unbind(m)[0], m.narrow(1, 1, 2), m.diagonal())
print(torch.broadcast_tensors(torch.ones(3, 1), torch.ones(1, 2))[0].shape)
try:
    t.view(5, 3)
except RuntimeError as 错误:
    print('形状不对：', 错误)
# view 共享内存
v = t.view(2, 6)
v[0, 0] = 99
print(t[0], t.clone()[0] == 99, v.shape)
