"""
Next-letter prediction with a recurrent network in numpy: forward, backward through time, Adagrad, sampling.
"""
import numpy as np

text = 'banana bandana cabana '
letters = sorted(list(set(text)))
n_letters = len(letters)
print('%d letters of text, %d different ones: %r' % (len(text), n_letters, letters))
index_of = {ch: i for i, ch in enumerate(letters)}
letter_at = {i: ch for ch, i in index_of.items()}

H, window, rate = 10, 6, 0.1
params = {
    'U': np.random.randn(H, n_letters) * 0.01,
    'W': np.random.randn(H, H) * 0.01,
    'V': np.random.randn(n_letters, H) * 0.01,
    'b': np.zeros((H, 1)),
    'c': np.zeros((n_letters, 1)),
}
memory = {name: np.zeros_like(p) for name, p in params.items()}


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def one_hot(i):
    v = np.zeros((n_letters, 1))
    v[i] = 1
    return v


def forward(inputs, targets, h):
    """Returns the loss and everything that the way back needs, step by step."""
    trace, loss = [], 0.0
    for i, t in zip(inputs, targets):
        x, before = one_hot(i), h
        h = np.tanh(params['U'] @ x + params['W'] @ before + params['b'])
        p = softmax(params['V'] @ h + params['c'])
        loss -= np.log(p[t, 0])
        trace.append((x, before, h, p, t))
    return loss, trace, h


def backward(trace):
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    carried = np.zeros((H, 1))
    for x, before, h, p, t in reversed(trace):
        dz = p.copy()
        dz[t] -= 1
        grads['V'] += dz.dot(h.T)
        grads['c'] += dz
        da = (1 - h ** 2) * (params['V'].T.dot(dz) + carried)
        grads['U'] += da.dot(x.T)
        grads['W'] += da.dot(before.T)
        grads['b'] += da
        carried = params['W'].T.dot(da)
    for g in grads.values():
        np.clip(g, -5, 5, out=g)
    return grads


def sample(first, h, n):
    i, out = first, []
    for _ in range(n):
        h = np.tanh(params['U'] @ one_hot(i) + params['W'] @ h + params['b'])
        p = softmax(params['V'] @ h + params['c'])
        i = np.random.choice(range(n_letters), p=p.ravel())
        out.append(letter_at[i])
    return ''.join(out)


position, smooth = 0, -np.log(1.0 / n_letters) * window
h = np.zeros((H, 1))
for step in range(150):
    if position + window + 1 >= len(text):
        position, h = 0, np.zeros((H, 1))
    ids = [index_of[ch] for ch in text[position:position + window + 1]]
    loss, trace, h = forward(ids[:-1], ids[1:], h)
    smooth = 0.95 * smooth + 0.05 * loss
    for name, g in backward(trace).items():
        memory[name] += g * g
        params[name] -= rate * g / np.sqrt(memory[name] + 1e-8)
    if step % 50 == 0:
        print('step %3d, smooth loss %.5f, sample: %s' % (step, smooth, sample(ids[0], h, 15)))
    position += window
print('%.4f' % smooth)
