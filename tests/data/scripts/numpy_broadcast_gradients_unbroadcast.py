# A numpy autograd with broadcasting: unbroadcast sums the gradient back to the shape of the operand
import numpy as np


class Tensor:
    __array_priority__ = 1000

    def __init__(self, data, parents=(), backward=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self.parents = parents
        self.backward_fn = backward

    @staticmethod
    def unbroadcast(g, shape):
        while g.ndim > len(shape):
            g = g.sum(axis=0)
        for axis, n in enumerate(shape):
            if n == 1 and g.shape[axis] != 1:
                g = g.sum(axis=axis, keepdims=True)
        return g

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return Tensor(self.data + other.data, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return Tensor(self.data * other.data, (self, other), lambda g: (g * other.data, g * self.data))

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, (self, other), lambda g: (g @ other.data.T, self.data.T @ g))

    def relu(self):
        return Tensor(np.maximum(self.data, 0), (self,), lambda g: (g * (self.data > 0),))

    def mean(self):
        n = self.data.size
        return Tensor(self.data.mean(), (self,), lambda g: (np.full(self.data.shape, g / n),))

    def backward(self):
        order, stack, done = [], [(self, iter(self.parents))], {id(self)}
        while stack:
            node, it = stack[-1]
            child = next(it, None)
            if child is None:
                order.append(node)
                stack.pop()
            elif id(child) not in done:
                done.add(id(child))
                stack.append((child, iter(child.parents)))
        self.grad = np.ones_like(self.data)
        for node in order[::-1]:
            if node.backward_fn is None:
                continue
            for parent, g in zip(node.parents, node.backward_fn(node.grad)):
                parent.grad = parent.grad + self.unbroadcast(g, parent.data.shape)

    def __repr__(self):
        return f"Tensor({np.round(self.data, 4).tolist()})"


rng = np.random.RandomState(42)
X, W, b = Tensor(rng.rand(4, 3)), Tensor(rng.rand(3, 2)), Tensor(np.zeros((1, 2)))
scale = Tensor(2.0)
out = ((X @ W + b) * scale).relu().mean()
out.backward()
print(out, W.grad.round(4), b.grad.round(4), scale.grad.round(4), sep="\n")
eps = 1e-6
W2 = W.data.copy()
W2[0, 0] += eps
numeric = (np.maximum((X.data @ W2 + b.data) * 2, 0).mean() - out.data) / eps
print(abs(numeric - W.grad[0, 0]) < 1e-5, W.grad.shape == W.data.shape)
