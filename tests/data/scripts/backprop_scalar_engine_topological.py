# A scalar autograd engine with a topological sort, checked against torch
import math
import random
import torch


class Scalar:
    """stores a number and how to send its gradient back"""

    def __init__(self, data, _from=(), _op=''):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._parents = set(_from)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __pow__(self, k):
        assert isinstance(k, (int, float)), "a number is wanted"
        out = Scalar(self.data ** k, (self,), f'**{k}')

        def _backward():
            self.grad += k * self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)
        out = Scalar(t, (self,), 'tanh')

        def _backward():
            self.grad += (1 - t ** 2) * out.grad
        out._backward = _backward
        return out

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for child in v._parents:
                    visit(child)
                order.append(v)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()

    __radd__ = __add__
    __rmul__ = __mul__
    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __truediv__(self, other): return self * other ** -1
    def __repr__(self): return f"Scalar(data={self.data:.4f}, grad={self.grad:.4f})"


class Neuron:
    def __init__(self, n):
        self.w = [Scalar(random.uniform(-1, 1)) for _ in range(n)]
        self.b = Scalar(0)

    def __call__(self, x):
        return sum((wi * xi for wi, xi in zip(self.w, x)), self.b).tanh()

    def parameters(self):
        return self.w + [self.b]


random.seed(1337)
neuron = Neuron(3)
xs, ys = [[2.0, 3.0, -1.0], [0.5, 1.0, 1.0]], [1.0, -1.0]
for k in range(5):
    loss = sum((neuron(x) - y) ** 2 for x, y in zip(xs, ys))
    for p in neuron.parameters():
        p.grad = 0.0
    loss.backward()
    for p in neuron.parameters():
        p.data += -0.1 * p.grad
    print(k, round(loss.data, 6))
print(neuron.parameters())

a, b = Scalar(-4.0), Scalar(2.0)
c = (a * b + b ** 3) / (a - 7) + 2 * a
c.backward()
ta, tb = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (-4.0, 2.0))
tc = (ta * tb + tb ** 3) / (ta - 7) + 2 * ta
tc.backward()
print(c, abs(a.grad - ta.grad.item()) < 1e-9, abs(b.grad - tb.grad.item()) < 1e-9)
