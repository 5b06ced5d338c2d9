"""A tensor class with autograd on top of numpy, broadcasting undone in backward."""
import numpy as np

class Tensor:
    def __init__(self, data, requires_grad=False, depends_on=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.depends_on = depends_on or []
        self.grad = None
        if requires_grad:
            self.zero_grad()

    @property
    def shape(self):
        return self.data.shape

    def zero_grad(self):
        self.grad = np.zeros_like(self.data)

    def __repr__(self):
        return "Tensor({}, requires_grad={})".format(self.data, self.requires_grad)

    def __add__(self, other): return add(self, ensure(other))
    def __mul__(self, other): return mul(self, ensure(other))
    def __matmul__(self, other): return matmul(self, other)
    def __neg__(self): return mul(self, Tensor(-1.0))
    def __sub__(self, other): return self + -ensure(other)
    def __getitem__(self, idx): return Tensor(self.data[idx])
    def __len__(self): return len(self.data)

    def sum(self):
        out_grad = lambda g: g * np.ones_like(self.data)
        return Tensor(self.data.sum(), self.requires_grad, [(self, out_grad)])

    def backward(self, grad=None):
        assert self.requires_grad, "called backward on non-requires-grad tensor"
        if grad is None:
            if self.shape == ():
                grad = np.array(1.0)
            else:
                raise RuntimeError("grad must be specified for non-0-tensor")
        if self.grad is None:
            self.zero_grad()
        self.grad = self.grad + grad
        for tensor, fn in self.depends_on:
            if tensor.requires_grad:
                tensor.backward(fn(grad))

def ensure(x):
    return x if isinstance(x, Tensor) else Tensor(x)

def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for i, dim in enumerate(shape):
        if dim == 1:
            g = g.sum(axis=i, keepdims=True)
    return g

def add(a, b):
    return Tensor(a.data + b.data, a.requires_grad or b.requires_grad,
                  [(a, lambda g: unbroadcast(g, a.shape)), (b, lambda g: unbroadcast(g, b.shape))])

def mul(a, b):
    return Tensor(a.data * b.data, a.requires_grad or b.requires_grad,
                  [(a, lambda g: unbroadcast(g * b.data, a.shape)), (b, lambda g: unbroadcast(g * a.data, b.shape))])

def matmul(a, b):
    return Tensor(a.data @ b.data, a.requires_grad or b.requires_grad,
                  [(a, lambda g: g @ b.data.T), (b, lambda g: a.data.T @ g)])

def tanh(t):
    out = np.tanh(t.data)
    return Tensor(out, t.requires_grad, [(t, lambda g: g * (1 - out * out))])

np.random.seed(0)
x_data = Tensor(np.random.randn(40, 3))
coef = Tensor(np.array([[-1.0], [3.0], [-2.0]]))
y_data = x_data @ coef + 5.0

w = Tensor(np.random.randn(3, 1), requires_grad=True)
b = Tensor(np.random.randn(1), requires_grad=True)
for epoch in range(60):
    w.zero_grad(); b.zero_grad()
    errors = x_data @ w + b - y_data
    loss = (errors * errors).sum()
    loss.backward()
    w.data -= 0.005 * w.grad
    b.data -= 0.005 * b.grad
    if epoch % 20 == 0:
        print(epoch, loss.data)
print(w, b)
t = Tensor([[0.5, -0.5]], requires_grad=True)
tanh(t).sum().backward()
print(t.grad, len(t), t[0], t.shape)
try:
    Tensor([1., 2.], requires_grad=True).backward()
except RuntimeError as e:
    print("RuntimeError:", e)
