# 用 numpy 手写两层网络的反向传播，并做梯度检查
import numpy as np

np.random.seed(1)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class SmallNet(object):
    def __init__(self, n_in, n_hidden, n_out, scale=0.1):
        self.params = {}
        self.params['W1'] = scale * np.random.randn(n_in, n_hidden)
        self.params['b1'] = np.zeros(n_hidden)
        self.params['W2'] = scale * np.random.randn(n_hidden, n_out)
        self.params['b2'] = np.zeros(n_out)

    def predict(self, x):
        a1 = np.dot(x, self.params['W1']) + self.params['b1']
        z1 = sigmoid(a1)
        a2 = np.dot(z1, self.params['W2']) + self.params['b2']
        a2 = a2 - np.max(a2, axis=-1, keepdims=True)
        return np.exp(a2) / np.sum(np.exp(a2), axis=-1, keepdims=True)

    def loss(self, x, t):
        y = self.predict(x)
        if t.size == y.size:
            t = t.argmax(axis=1)
        return -np.sum(np.log(y[np.arange(y.shape[0]), t] + 1e-7)) / y.shape[0]

    def by_differences(self, x, t):
        loss_of = lambda W: self.loss(x, t)
        return {key: by_differences(loss_of, self.params[key]) for key in self.params}

    def gradient(self, x, t):
        W1, W2 = self.params['W1'], self.params['W2']
        grads = {}
        z1 = sigmoid(np.dot(x, W1) + self.params['b1'])
        y = self.predict(x)
        dy = (y - t) / x.shape[0]
        grads['W2'] = np.dot(z1.T, dy)
        grads['b2'] = np.sum(dy, axis=0)
        da1 = np.dot(dy, W2.T) * z1 * (1.0 - z1)
        grads['W1'] = np.dot(x.T, da1)
        grads['b1'] = np.sum(da1, axis=0)
        return grads


def by_differences(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'], op_flags=['readwrite'])
    while not it.finished:
        idx = it.multi_index
        kept = x[idx]
        x[idx] = kept + h
        above = f(x)
        x[idx] = kept - h
        below = f(x)
        grad[idx] = (above - below) / (2 * h)
        x[idx] = kept
        it.iternext()
    return grad


net = SmallNet(4, 5, 3)
x = np.random.rand(6, 4)
t = np.eye(3)[np.random.choice(3, 6)]
numeric, exact = net.by_differences(x, t), net.gradient(x, t)
for key in numeric.keys():
    diff = np.average(np.abs(exact[key] - numeric[key]))
    print(key + ":" + ("通过" if diff < 1e-6 else str(diff)))

for i in range(20):
    chosen = np.random.choice(x.shape[0], 4, replace=False)
    grad = net.gradient(x[chosen], t[chosen])
    for key in ('W1', 'b1', 'W2', 'b2'):
        net.params[key] -= 0.5 * grad[key]
    if i % 5 == 0:
        acc = np.sum(np.argmax(net.predict(x), axis=1) == np.argmax(t, axis=1)) / float(x.shape[0])
        print("第%d次, 损失: %.6f, 准确率: %.2f" % (i, net.loss(x, t), acc))
