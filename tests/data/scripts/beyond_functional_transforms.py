# torch.func: grad and vmap
import torch
from torch.func import grad, vmap, jacrev
f = lambda x: torch.sin(x) * x
print(grad(f)(torch.tensor(1.0)), grad(grad(f))(torch.tensor(1.0)))
print(vmap(grad(f))(torch.arange(3.)))
print(jacrev(lambda v: v ** 2)(torch.tensor([1., 2.])))
