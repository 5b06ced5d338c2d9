"""A recurrent network for letters in numpy: forward, backward through time, clipping, Adagrad, drawing text."""
import numpy as np

data = "round and round the rugged rock"
chars = sorted(list(set(data)))
count, kinds = len(data), len(chars)
print('%d letters, %d of them different' % (count, kinds))
number = {ch: i for i, ch in enumerate(chars)}
letter = {i: ch for i, ch in enumerate(chars)}
hidden_size, length, learning_rate = 10, 6, 1e-1
np.random.seed(0)
Wi = np.random.randn(hidden_size, kinds)*0.01
Wm = np.random.randn(hidden_size, hidden_size)*0.01
Wo = np.random.randn(kinds, hidden_size)*0.01
bh = np.zeros((hidden_size, 1))
by = np.zeros((kinds, 1))

def forward_backward(inputs, targets, memory):
  xs, hs, ys, ps = {}, {}, {}, {}
  hs[-1] = np.copy(memory)
  loss = 0
  for t in range(len(inputs)):
    xs[t] = np.zeros((kinds, 1))
    xs[t][inputs[t]] = 1
    hs[t] = np.tanh(np.dot(Wi, xs[t]) + np.dot(Wm, hs[t-1]) + bh)
    ys[t] = np.dot(Wo, hs[t]) + by
    ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
    loss += -np.log(ps[t][targets[t], 0])
  dWi, dWm, dWo = np.zeros_like(Wi), np.zeros_like(Wm), np.zeros_like(Wo)
  dbh, dby = np.zeros_like(bh), np.zeros_like(by)
  dlater = np.zeros_like(hs[0])
  for t in reversed(range(len(inputs))):
    dy = np.copy(ps[t])
    dy[targets[t]] -= 1
    dWo += np.dot(dy, hs[t].T)
    dby += dy
    dh = np.dot(Wo.T, dy) + dlater
    dinside = (1 - hs[t] * hs[t]) * dh
    dbh += dinside
    dWi += np.dot(dinside, xs[t].T)
    dWm += np.dot(dinside, hs[t-1].T)
    dlater = np.dot(Wm.T, dinside)
  for slope in [dWi, dWm, dWo, dbh, dby]:
    np.clip(slope, -5, 5, out=slope)
  return loss, dWi, dWm, dWo, dbh, dby, hs[len(inputs)-1]

def sample(h, seed_ix, n):
  x = np.zeros((kinds, 1))
  x[seed_ix] = 1
  drawn = []
  for t in range(n):
    h = np.tanh(np.dot(Wi, x) + np.dot(Wm, h) + bh)
    y = np.dot(Wo, h) + by
    p = np.exp(y) / np.sum(np.exp(y))
    place = np.random.choice(range(kinds), p=p.ravel())
    x = np.zeros((kinds, 1))
    x[place] = 1
    drawn.append(place)
  return drawn

n, p = 0, 0
sWi, sWm, sWo = np.zeros_like(Wi), np.zeros_like(Wm), np.zeros_like(Wo)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
running = -np.log(1.0/kinds)*length
while n < 40:
  if p+length+1 >= len(data) or n == 0:
    memory = np.zeros((hidden_size,1))
    p = 0
  inputs = [number[ch] for ch in data[p:p+length]]
  targets = [number[ch] for ch in data[p+1:p+length+1]]
  if n % 20 == 0:
    sample_ix = sample(memory, inputs[0], 12)
    txt = ''.join(letter[place] for place in sample_ix)
    print('>> %s <<' % txt)
  loss, dWi, dWm, dWo, dbh, dby, memory = forward_backward(inputs, targets, memory)
  running = running * 0.999 + loss * 0.001
  if n % 20 == 0: print('%d: %f' % (n, running))
  for weights, slope, squares in zip([Wi, Wm, Wo, bh, by],
                                [dWi, dWm, dWo, dbh, dby],
                                [sWi, sWm, sWo, mbh, mby]):
    squares += slope * slope
    weights += -learning_rate * slope / np.sqrt(squares + 1e-8)
  p += length
  n += 1
print(running)
