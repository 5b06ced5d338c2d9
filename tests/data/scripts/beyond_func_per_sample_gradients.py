# torch.func beside torch.autograd: grad, vmap, jacrev and functional_call
import torch
import torch.nn as nn
from torch.func import functional_call, grad, jacrev, vmap

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
params = {k: v.detach() for k, v in model.named_parameters()}
X, y = torch.randn(5, 2), torch.randn(5, 1)


def loss_of_one(params, x, t):
    prediction = functional_call(model, params, (x.unsqueeze(0),))
    return ((prediction - t) ** 2).mean()


per_sample = vmap(grad(loss_of_one), in_dims=(None, 0, 0))(params, X, y)
for name, g in per_sample.items():
    print(name, tuple(g.shape), g.mean(0).flatten()[:2])
print(jacrev(torch.sin)(torch.arange(3.0)).diagonal())
