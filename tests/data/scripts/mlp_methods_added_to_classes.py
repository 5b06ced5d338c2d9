# Classes built up piece by piece: setattr by a decorator, keyword dictionaries, mixins, properties
import collections
import torch
from torch import nn


def method_of(kind):
    def add(function):
        setattr(kind, function.__name__, function)
    return add


class A:
    def __init__(self):
        self.b = 1


a = A()


@method_of(A)
def do(self):
    print('b is', self.b)


a.do()


class Settings:
    def keep(self, **kwargs):
        self.settings = dict(kwargs)
        for name, value in kwargs.items():
            setattr(self, name, value)


class Module(nn.Module, Settings):
    def __init__(self, **kwargs):
        super().__init__()
        self.keep(**kwargs)
        self.history = collections.defaultdict(list)

    def loss(self, y_hat, y):
        raise NotImplementedError

    def forward(self, X):
        assert hasattr(self, 'net'), 'there is no net yet'
        return self.net(X)

    @property
    def num_params(self):
        return sum(p.numel() for p in self.parameters())

    def training_step(self, batch):
        l = self.loss(self(*batch[:-1]), batch[-1])
        self.history['loss'].append(l.item())
        return l

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), getattr(self, 'lr', 0.1))


class Regression(Module):
    def __init__(self, n_in=2, lr=0.05):
        super().__init__(n_in=n_in, lr=lr)
        self.net = nn.LazyLinear(1) if n_in is None else nn.Linear(n_in, 1)
        self.net.weight.data.normal_(0, 0.01)
        self.net.bias.data.fill_(0)

    def loss(self, y_hat, y):
        fn = nn.MSELoss()
        return fn(y_hat, y)


torch.manual_seed(0)
model = Regression()
X = torch.randn(12, 2)
y = X @ torch.tensor([[1.0], [0.5]]) - 2.0
optim = model.configure_optimizers()
for epoch in range(6):
    loss = model.training_step((X, y))
    optim.zero_grad()
    loss.backward()
    with torch.no_grad():
        optim.step()
print(model.settings, model.num_params, [f"{v:.4f}" for v in model.history['loss']])
try:
    Module()(X)
except AssertionError as e:
    print("AssertionError:", e)
try:
    Module().loss(1, 2)
except NotImplementedError:
    print("not implemented")
