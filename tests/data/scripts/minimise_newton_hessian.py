# Newton's method with gradients and Hessians from autograd
import torch
from torch.autograd.functional import jacobian, hessian

def f(v):
    x, y = v
    return torch.exp(x + 3 * y - 0.1) + torch.exp(x - 3 * y - 0.1) + torch.exp(-x - 0.1)

v = torch.tensor([-1.0, 0.7], dtype=torch.float64)
for k in range(8):
    g = jacobian(f, v)
    H = hessian(f, v)
    step = torch.linalg.solve(H, g)
    decrement = (g @ step) / 2
    v = v - step
    print(f"{k}: f = {f(v).item():.12f}, decrement = {decrement.item():.3e}")
    if decrement < 1e-12:
        print("converged")
        break
else:
    print("not converged")
print(v, H, sep="\n")
print("eigenvalues:", torch.linalg.eigvalsh(H))
