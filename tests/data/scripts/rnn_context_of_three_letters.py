# MLP over a context of three characters, with embedding lookup, minibatches and splits
import random
import torch
import torch.nn.functional as F
import matplotlib.pyplot as plt
words = ['anna', 'bob', 'carol', 'dave', 'eve', 'frank', 'grace', 'heidi', 'ivan', 'judy']
chars = sorted(set(''.join(words)))
number = {s:i+1 for i,s in enumerate(chars)} | {'.': 0}
letter = {i:s for s,i in number.items()}
length = 3

def examples(words):
  X, Y = [], []
  for w in words:
    context = [0] * length
    for ch in w + '.':
      place = number[ch]
      X.append(context)
      Y.append(place)
      context = context[1:] + [place]
  X = torch.tensor(X)
  Y = torch.tensor(Y)
  print(X.shape, Y.shape)
  return X, Y

random.seed(42)
random.shuffle(words)
n1 = int(0.8*len(words))
Xa, Ya = examples(words[:n1])
Xb, Yb = examples(words[n1:])

g = torch.Generator().manual_seed(11)
C = torch.randn((len(letter), 2), generator=g)
W1 = torch.randn((6, 20), generator=g) * 0.7
b1 = torch.randn(20, generator=g) * 0.01
W2 = torch.randn((20, len(letter)), generator=g) * 0.1
b2 = torch.zeros(len(letter))
parameters = [C, W1, b1, W2, b2]
print(sum(p.nelement() for p in parameters))
for p in parameters:
  p.requires_grad = True

logs, steps = [], []
for i in range(60):
  place = torch.randint(0, Xa.shape[0], (16,), generator=g)
  vectors = C[Xa[place]] # (16, 3, 2)
  h = torch.tanh(vectors.view(-1, 6) @ W1 + b1)
  logits = h @ W2 + b2
  loss = F.cross_entropy(logits, Ya[place])
  for p in parameters:
    p.grad = None
  loss.backward()
  lr = 0.1 if i < 40 else 0.01
  for p in parameters:
    p.data += -lr * p.grad
  steps.append(i)
  logs.append(loss.log10().item())
  if i % 20 == 0:
    print(f'{i:3d} of {60:3d}: {loss.item():.4f}')
plt.plot(steps, logs)

@torch.no_grad()
def report(split):
  x,y = {
    'train': (Xa, Ya),
    'test': (Xb, Yb),
  }[split]
  vectors = C[x]
  flat = vectors.view(vectors.shape[0], -1)
  logits = torch.tanh(flat @ W1 + b1) @ W2 + b2
  loss = F.cross_entropy(logits, y)
  print(split, loss.item())

report('train')
report('test')
print(torch.tensor(logs).view(-1, 10).mean(1))
