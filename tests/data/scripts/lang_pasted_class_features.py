# Classes as posts write them: class attributes, properties with setters, classmethods, __contains__, __eq__, __slots__
import torch
from copy import copy, deepcopy


class Parameterised:
    count = 0
    __slots__ = ("_lr", "values", "name")

    def __init__(self, *values, name=None, lr=0.1):
        type(self).count += 1
        self.values = [torch.tensor(float(v), requires_grad=True) for v in values]
        self.name = name or f"p{self.count}"
        self._lr = lr

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        if not 0 < value < 10:
            raise ValueError("lr out of range: {}".format(value))
        self._lr = value

    @classmethod
    def zeros(cls, n, **kw):
        return cls(*[0] * n, **kw)

    def __len__(self): return len(self.values)
    def __iter__(self): return iter(self.values)
    def __contains__(self, x): return any(v.item() == x for v in self.values)
    def __getitem__(self, i): return self.values[i]
    def __eq__(self, other): return [v.item() for v in self] == [v.item() for v in other]
    def __hash__(self): return hash(self.name)
    def __str__(self): return f"{self.name}: {[round(v.item(), 4) for v in self]}"
    def __bool__(self): return bool(self.values)

    def step(self):
        loss = sum((v - i) ** 2 for i, v in enumerate(self))
        loss.backward()
        with torch.no_grad():
            for v in self:
                v -= self.lr * v.grad
                v.grad = None
        return loss.item()


p = Parameterised(1, 2, 3, name="weights")
q = Parameterised.zeros(2)
p.lr = 0.25
print(p, q, len(p), 2.0 in p, 9.0 in p, p == q, Parameterised.count, bool(Parameterised()))
print([p.step() for _ in range(3)], p)
try:
    p.lr = 50
except ValueError as e:
    print(e)
a, *rest = p
print(a.item(), len(rest), isinstance(p, Parameterised), hasattr(p, "lr"), getattr(p, "missing", "default"))
d = {p: "p", q: "q"}
print(d[p], sorted(x.name for x in d))


class Chain:
    def __init__(self, *fs): self.fs = fs
    def __rshift__(self, f): return Chain(*self.fs, f)
    def __call__(self, x):
        for f in self.fs:
            x = f(x)
        return x


pipeline = Chain() >> torch.sin >> (lambda x: x * 2) >> torch.exp
x = torch.tensor(0.5, requires_grad=True)
y = pipeline(x)
y.backward()
print(y.item(), x.grad.item())
