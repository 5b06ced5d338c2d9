# Watching gradients flow: tensor hooks, module hooks, retain_grad and handles
from collections import OrderedDict, defaultdict
import torch
from torch import nn

torch.manual_seed(1)
model = nn.Sequential(OrderedDict([
    ("fc1", nn.Linear(4, 3)),
    ("act", nn.ReLU()),
    ("fc2", nn.Linear(3, 2)),
]))
seen = defaultdict(list)


def save_output(name):
    def hook(module, inputs, output):
        seen[name].append((type(module).__name__, tuple(inputs[0].shape), tuple(output.shape)))
    return hook


handles = [layer.register_forward_hook(save_output(name)) for name, layer in model.named_children()]
x = torch.randn(5, 4)
hidden = model.act(model.fc1(x))
hidden.retain_grad()
handle = hidden.register_hook(lambda g: print("gradient at hidden", tuple(g.shape), f"{g.abs().sum():.4f}"))
out = model.fc2(hidden)
loss = out.logsumexp(dim=1).mean()
loss.backward()
print(hidden.grad.shape, hidden.grad.norm())
handle.remove()

for name, calls in sorted(seen.items()):
    print(name, calls)
for h in handles:
    h.remove()

halved = torch.ones(3, requires_grad=True)
halved.register_hook(lambda g: g / 2)
(halved * torch.arange(3.)).sum().backward()
print(halved.grad)
norms = {n: p.grad.norm().item() for n, p in model.named_parameters() if p.grad is not None}
print({n: round(v, 4) for n, v in norms.items()}, max(norms, key=norms.get))
