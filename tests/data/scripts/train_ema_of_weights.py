# Exponential moving average of weights, shadow parameters, swapping them in for evaluation
import torch
from torch import nn


class EMA:
    def __init__(self, model, decay=0.9):
        self.model, self.decay = model, decay
        self.shadow = {name: p.data.clone() for name, p in model.named_parameters() if p.requires_grad}
        self.backup = {}

    def update(self):
        for name, p in self.model.named_parameters():
            if p.requires_grad:
                assert name in self.shadow
                self.shadow[name] = (1.0 - self.decay) * p.data + self.decay * self.shadow[name]

    def __enter__(self):
        for name, p in self.model.named_parameters():
            self.backup[name] = p.data
            p.data = self.shadow[name]
        return self

    def __exit__(self, *exc):
        for name, p in self.model.named_parameters():
            p.data = self.backup.pop(name)


torch.manual_seed(0)
model = nn.Linear(2, 1)
ema = EMA(model)
opt = torch.optim.SGD(model.parameters(), lr=0.3)
X = torch.randn(16, 2)
y = X @ torch.tensor([[1.0], [2.0]])
for i in range(6):
    idx = torch.randint(0, 16, (4,))
    loss = nn.functional.mse_loss(model(X[idx]), y[idx])
    opt.zero_grad()
    loss.backward()
    opt.step()
    ema.update()
full = lambda: nn.functional.mse_loss(model(X), y).item()
now = full()
with ema, torch.no_grad():
    averaged = full()
print(f"{now:.5f} {averaged:.5f} {full() == now}", len(ema.backup))
print({k: v.tolist() for k, v in ema.shadow.items()})
