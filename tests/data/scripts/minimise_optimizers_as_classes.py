# Optimizers written by hand as classes with a common base, compared with torch.optim
from abc import ABC, abstractmethod
import torch


class Optimizer(ABC):
    def __init__(self, params, lr):
        self.params = list(params)
        self.lr = lr
        self.t = 0

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            p -= self.update(i, p.grad)

    @abstractmethod
    def update(self, i, g):
        raise NotImplementedError


class SGD(Optimizer):
    def update(self, i, g):
        return self.lr * g


class Momentum(SGD):
    def __init__(self, params, lr, beta=0.9):
        super().__init__(params, lr)
        self.beta = beta
        self.v = [torch.zeros_like(p) for p in self.params]

    def update(self, i, g):
        self.v[i] = self.beta * self.v[i] + g
        return super().update(i, self.v[i])


class RMSProp(Optimizer):
    def __init__(self, params, lr, alpha=0.99, eps=1e-8):
        super().__init__(params, lr)
        self.alpha, self.eps = alpha, eps
        self.s = {}

    def update(self, i, g):
        s = self.s.setdefault(i, torch.zeros_like(g))
        s.mul_(self.alpha).addcmul_(g, g, value=1 - self.alpha)
        return self.lr * g / (s.sqrt() + self.eps)


class Adam(Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr)
        self.b1, self.b2 = betas
        self.eps = eps
        self.m = [0.0] * len(self.params)
        self.v = [0.0] * len(self.params)

    def update(self, i, g):
        self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
        self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g ** 2
        m_hat = self.m[i] / (1 - self.b1 ** self.t)
        v_hat = self.v[i] / (1 - self.b2 ** self.t)
        return self.lr * m_hat / (v_hat ** 0.5 + self.eps)


def beale(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2


def run(make, steps=25):
    x, y = torch.tensor(1.0, requires_grad=True), torch.tensor(1.5, requires_grad=True)
    opt = make([x, y])
    for _ in range(steps):
        opt.zero_grad()
        loss = beale(x, y)
        loss.backward()
        opt.step()
    return x.item(), y.item(), loss.item()


pairs = [
    (SGD, torch.optim.SGD, dict(lr=0.01)),
    (Momentum, lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9), {"lr": 0.002}),
    (RMSProp, torch.optim.RMSprop, {"lr": 0.05}),
    (Adam, torch.optim.Adam, {"lr": 0.1}),
]
for ours, theirs, kwargs in pairs:
    a = run(lambda p: ours(p, **kwargs))
    b = run(lambda p: theirs(p, **kwargs))
    close = all(abs(u - v) < 1e-4 for u, v in zip(a, b))
    print(f"{ours.__name__:9s} x={a[0]:+.4f} y={a[1]:+.4f} f={a[2]:.5f}", "same" if close else f"differs {b}")
try:
    Optimizer([], 0.1)
except TypeError as error:
    print(type(error).__name__)
