# Manual backward through cross entropy, tanh and a matrix product, compared tensor by tensor
import torch
import torch.nn.functional as F


def compare(s, ours, t):
  ex = torch.all(ours == t.grad).item()
  app = torch.allclose(ours, t.grad)
  maxdiff = (ours - t.grad).abs().max().item()
  print(f'{s:>12}: exact {ex!s:5} close {app!s:5} within 1e-6 {maxdiff < 1e-6}')


g = torch.Generator().manual_seed(20)
n, d, hidden, classes = 8, 5, 6, 4
X = torch.randn((n, d), generator=g)
Y = torch.randint(0, classes, (n,), generator=g)
W1 = (torch.randn((d, hidden), generator=g) * 0.3).requires_grad_()
b1 = (torch.randn(hidden, generator=g) * 0.1).requires_grad_()
W2 = (torch.randn((hidden, classes), generator=g) * 0.3).requires_grad_()
b2 = (torch.randn(classes, generator=g) * 0.1).requires_grad_()

before_tanh = X @ W1 + b1
h = torch.tanh(before_tanh)
logits = h @ W2 + b2
peaks = logits.max(1, keepdim=True).values
shifted = logits - peaks
weights = shifted.exp()
total = weights.sum(1, keepdims=True)
inverse = total**-1
probs = weights * inverse
logprobs = probs.log()
loss = -logprobs[range(n), Y].mean()
for t in [logprobs, probs, weights, total, inverse, shifted, peaks, logits, h, before_tanh]:
  t.retain_grad()
loss.backward()

dlogprobs = torch.zeros_like(logprobs)
dlogprobs[range(n), Y] = -1.0/n
dprobs = (1.0 / probs) * dlogprobs
dinverse = (weights * dprobs).sum(1, keepdim=True)
dweights = inverse * dprobs
dtotal = (-total**-2) * dinverse
dweights += torch.ones_like(weights) * dtotal
dshifted = weights * dweights
dlogits = dshifted.clone()
dpeaks = (-dshifted).sum(1, keepdim=True)
dlogits += F.one_hot(logits.max(1).indices, num_classes=logits.shape[1]) * dpeaks
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dbefore_tanh = (1.0 - h**2) * dh
dW1 = X.T @ dbefore_tanh
db1 = dbefore_tanh.sum(0)

compare('logprobs', dlogprobs, logprobs)
compare('probs', dprobs, probs)
compare('inverse', dinverse, inverse)
compare('weights', dweights, weights)
compare('peaks', dpeaks, peaks)
compare('logits', dlogits, logits)
compare('before tanh', dbefore_tanh, before_tanh)
compare('W1', dW1, W1)
compare('b1', db1, b1)
compare('W2', dW2, W2)
compare('b2', db2, b2)

in_one_go = F.softmax(logits, 1)
in_one_go[range(n), Y] -= 1
in_one_go /= n
print('fast:', torch.allclose(in_one_go, logits.grad), in_one_go[0].sum().abs().item() < 1e-6)
