# Autograd for single numbers, from scratch, and a small network on top of it
import math
import random


class Value:
    """One number that remembers which numbers it was computed from."""

    def __init__(self, data, parents=(), op='', name=''):
        self.data = data
        self.grad = 0.0
        self.op = op
        self.name = name
        self._parents = set(parents)
        self._backward = lambda: None       # how to hand the gradient on

    def __repr__(self):
        return f"Value({self.name or self.op or 'leaf'}: {self.data:.4f}, grad {self.grad:.4f})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __pow__(self, k):
        assert isinstance(k, (int, float)), "the exponent must be a plain number"
        out = Value(self.data ** k, (self,), f'^{k}')

        def _backward():
            self.grad += k * self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out

    def unary(self, y, slope, op):
        out = Value(y, (self,), op)

        def _backward():
            self.grad += slope * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        return self.unary(t, 1 - t * t, 'tanh')

    def exp(self):
        e = math.exp(self.data)
        return self.unary(e, e, 'exp')

    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __rsub__(self, other): return other + (-self)
    def __truediv__(self, other): return self * other ** -1
    def __rtruediv__(self, other): return other * self ** -1

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node._parents:
                    visit(parent)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


class Module:
    def parameters(self):
        return []

    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0.0


class Neuron(Module):
    def __init__(self, n):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(n)]
        self.b = Value(0.0)

    def __call__(self, x):
        return sum((w * v for w, v in zip(self.w, x)), self.b).tanh()

    def parameters(self):
        return self.w + [self.b]


class Layer(Module):
    def __init__(self, n_in, n_out):
        self.neurons = [Neuron(n_in) for _ in range(n_out)]

    def __call__(self, x):
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP(Module):
    def __init__(self, *sizes):
        self.layers = [Layer(a, b) for a, b in zip(sizes, sizes[1:])]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self):
        return "MLP of [%s] neurons" % ", ".join(str(len(layer.neurons)) for layer in self.layers)


a = Value(1.5, name='a'); b = Value(-2.0, name='b'); c = Value(7.0, name='c')
e = a * b; e.name = 'e'
d = e + c; d.name = 'd'
L = d / 2 - 1 + 3 * a.exp()
L.backward()
print(a, b, c, e, d, L, sep='\n')

random.seed(11)
net = MLP(2, 4, 1)
print(net, len(net.parameters()))
xs = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
ys = [1.0, 1.0, -1.0, -1.0]
for k in range(10):
    guesses = [net(x) for x in xs]
    loss = sum((guess - y) ** 2 for y, guess in zip(ys, guesses))
    net.zero_grad()
    loss.backward()
    for p in net.parameters():
        p.data += -0.1 * p.grad
    print(k, "%.6f" % loss.data)
print([round(g.data, 4) for g in guesses])
