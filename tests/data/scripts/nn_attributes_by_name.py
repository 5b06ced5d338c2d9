# Attributes by name: activations from strings, layers that have a weight, optimizers from a setting
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim import lr_scheduler


def init_weights(m):
    if hasattr(m, "weight") and m.weight.dim() > 1:
        nn.init.xavier_uniform_(m.weight.data)
    if getattr(m, "bias", None) is not None:
        m.bias.data.zero_()


def get_activation(name):
    if not hasattr(F, name):
        raise ValueError(f"unknown activation {name}")
    return getattr(F, name)


class Net(nn.Module):
    def __init__(self, sizes, act="relu", norm=None):
        super().__init__()
        for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
            setattr(self, f"fc{i}", nn.Linear(n, m))
        self.depth = len(sizes) - 1
        self.act = get_activation(act)
        self.norm = getattr(nn, norm)(sizes[-1]) if norm else nn.Identity()

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"fc{i}")(x)
            if i < self.depth - 1:
                x = self.act(x)
        return self.norm(x)


torch.manual_seed(0)
settings = {"optimizer": "Adam", "lr": 0.01, "scheduler": "StepLR", "loss": "mse_loss"}
net = Net([2, 5, 1], act="gelu", norm="LayerNorm").apply(init_weights)
print(net, hasattr(net, "fc1"), hasattr(net, "fc7"), getattr(net, "fc7", "none"))
optimizer = getattr(torch.optim, settings["optimizer"])(net.parameters(), lr=settings["lr"])
scheduler = getattr(lr_scheduler, settings["scheduler"])(optimizer, step_size=2, gamma=0.5)
loss_fn = getattr(F, settings["loss"])
x, y = torch.randn(6, 2), torch.randn(6, 1)
for step in range(4):
    optimizer.zero_grad()
    loss = loss_fn(net(x), y)
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(step, round(loss.item(), 5), scheduler.get_last_lr())
print(getattr(x, "shape"), hasattr(x, "grad"), getattr(torch, "float32"), [getattr(torch, f)(torch.tensor(0.5)).item() for f in ("sin", "cos", "exp")])
for method in ("sum", "mean", "max"):
    print(method, getattr(y, method)().item())
print(hasattr([], "append"), hasattr(3, "nothing"), hasattr("text", "upper"), getattr({}, "missing", 5))
