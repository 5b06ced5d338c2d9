import torch
from torch import nn

class Flexible(nn.Module):
    """An MLP of any depth, with a choice of activations."""

    def __init__(self, sizes, act="relu"):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.acts = nn.ModuleDict({
            "relu": nn.ReLU(),
            "lrelu": nn.LeakyReLU(0.1),
            "tanh": nn.Tanh(),
        })
        self.acts["gelu"] = nn.GELU()
        self.act = act

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = self.acts[self.act](x)
        return x

torch.manual_seed(0)
x = torch.randn(5, 3)
for name in ["relu", "tanh", "gelu", "lrelu"]:
    torch.manual_seed(1)
    net = Flexible([3, 6, 6, 2], act=name)
    out = net(x).pow(2).mean()
    out.backward()
    print(f"{name:6s} out={out.item():.6f} first grad={net.layers[0].weight.grad.norm():.6f}")
print(net)
net.layers.append(nn.Linear(2, 1))
print(len(net.layers), list(net.acts.keys()), "tanh" in net.acts)
print(net(x).shape)
for name, child in net.named_children():
    print(name, "->", sum(p.numel() for p in child.parameters()), "parameters")
print([n for n, m in net.named_modules() if isinstance(m, nn.Linear)])
