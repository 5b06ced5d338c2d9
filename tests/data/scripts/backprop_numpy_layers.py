"""A tiny framework of layers in numpy: every layer has forward() and backward()."""
import numpy as np


class Layer:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError

    def step(self, lr):
        pass


class Linear(Layer):
    def __init__(self, n_in, n_out):
        limit = np.sqrt(6 / (n_in + n_out))
        self.W = np.random.uniform(-limit, limit, (n_in, n_out))
        self.b = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0, keepdims=True)
        return grad @ self.W.T

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class ReLU(Layer):
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return np.where(self.mask, grad, 0)


class Sigmoid(Layer):
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)


class Network:
    def __init__(self, *layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)

    def step(self, lr):
        for layer in self.layers:
            layer.step(lr)


np.random.seed(0)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
y = np.array([0, 1, 1, 0], dtype=np.float64).reshape(-1, 1)

net = Network(Linear(2, 8), ReLU(), Linear(8, 1), Sigmoid())
for epoch in range(1, 301):
    p = net(X)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    net.backward((p - y) / (p * (1 - p)) / len(X))
    net.step(lr=0.5)
    if epoch % 100 == 0:
        print(f"epoch {epoch:4d} | loss {loss:.5f} | correct {int(((p > 0.5) == y).sum())}/4")

print("predictions:", net(X).T)
