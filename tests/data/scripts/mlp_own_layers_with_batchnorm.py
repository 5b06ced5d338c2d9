# Layers written from scratch: Dense, Normalise, Squash, with running statistics and update ratios
import torch
import torch.nn.functional as F

g = torch.Generator().manual_seed(7)

class Dense:

  def __init__(self, n_in, n_out, bias=True):
    self.weight = torch.randn((n_in, n_out), generator=g) / n_in**0.5
    self.bias = torch.zeros(n_out) if bias else None

  def __call__(self, x):
    self.out = x @ self.weight
    if self.bias is not None:
      self.out += self.bias
    return self.out

  def parameters(self):
    return [self.weight] + ([] if self.bias is None else [self.bias])


class Normalise:

  def __init__(self, dim, eps=1e-5, momentum=0.1):
    self.eps = eps
    self.momentum = momentum
    self.training = True
    self.gamma = torch.ones(dim)
    self.beta = torch.zeros(dim)
    self.mean_so_far = torch.zeros(dim)
    self.spread_so_far = torch.ones(dim)

  def __call__(self, x):
    if self.training:
      mean = x.mean(0, keepdim=True)
      spread = x.var(0, keepdim=True)
    else:
      mean = self.mean_so_far
      spread = self.spread_so_far
    scaled = (x - mean) / torch.sqrt(spread + self.eps)
    self.out = self.gamma * scaled + self.beta
    if self.training:
      with torch.no_grad():
        self.mean_so_far = (1 - self.momentum) * self.mean_so_far + self.momentum * mean
        self.spread_so_far = (1 - self.momentum) * self.spread_so_far + self.momentum * spread
    return self.out

  def parameters(self):
    return [self.gamma, self.beta]


class Squash:
  def __call__(self, x):
    self.out = torch.tanh(x)
    return self.out
  def parameters(self):
    return []

layers = [
  Dense(4, 10, bias=False), Normalise(10), Squash(),
  Dense(10, 10, bias=False), Normalise(10), Squash(),
  Dense(10, 3, bias=False), Normalise(3),
]
with torch.no_grad():
  layers[-1].gamma *= 0.1
  for layer in layers[:-1]:
    if isinstance(layer, Dense):
      layer.weight *= 5/3

parameters = [p for layer in layers for p in layer.parameters()]
print(sum(p.nelement() for p in parameters))
for p in parameters:
  p.requires_grad = True

X = torch.randn((32, 4), generator=g)
Y = (X.sum(1) > 0).long() + (X[:, 0] > 1).long()
ratios = []
for i in range(15):
  x = X
  for layer in layers:
    x = layer(x)
  loss = F.cross_entropy(x, Y)
  for layer in layers:
    layer.out.retain_grad()
  for p in parameters:
    p.grad = None
  loss.backward()
  for p in parameters:
    p.data += -0.1 * p.grad
  with torch.no_grad():
    ratios.append([((0.1*p.grad).std() / p.data.std()).log10().item() for p in parameters if p.ndim == 2])
  if i % 5 == 0: print(i, loss.item())

for i, layer in enumerate(layers[:-1]):
  if isinstance(layer, Squash):
    t = layer.out
    print('layer %d (%10s): mean %+.2f, std %.2f, flat: %.2f%%' % (i, layer.__class__.__name__, t.mean(), t.std(), (t.abs() > 0.97).float().mean()*100))
    print('grad mean %+f, std %e' % (t.grad.mean(), t.grad.std()))
print([[round(v, 3) for v in row] for row in ratios[-2:]])
for layer in layers:
  if isinstance(layer, Normalise): layer.training = False
