# Hessian and Jacobian: rows of grad() against torch.autograd.functional
import torch
from torch.autograd.functional import hessian, hvp, jacobian, vjp


def rosenbrock(v):
    x, y = v[0], v[1]
    return (1 - x) ** 2 + 100 * (y - x ** 2) ** 2


def by_rows(f, v):
    v = v.clone().requires_grad_(True)
    (g,) = torch.autograd.grad(f(v), v, create_graph=True)
    rows = [torch.autograd.grad(g[i], v, retain_graph=True)[0] for i in range(v.numel())]
    return torch.stack(rows)


point = torch.tensor([-1.2, 1.0], dtype=torch.float64)
H = by_rows(rosenbrock, point)
print(H)
print("same:", torch.allclose(H, hessian(rosenbrock, point)))

polar = lambda p: torch.stack((p[0] * torch.cos(p[1]), p[0] * torch.sin(p[1])))
p = torch.tensor([2.0, torch.pi / 3])
J = jacobian(polar, p)
print(J, "det = %.4f" % torch.linalg.det(J))

value, product = vjp(polar, p, torch.tensor([1.0, 0.0]))
print(value, product)
value, curvature = hvp(rosenbrock, point, torch.tensor([1.0, 0.0], dtype=torch.float64))
print(value.item(), curvature.tolist())

eigenvalues, eigenvectors = torch.linalg.eigh(H)
print("convex here" if bool((eigenvalues > 0).all()) else "not convex here", eigenvalues)

newton = point.clone()
for k in range(6):
    g = jacobian(rosenbrock, newton)
    newton = newton - torch.linalg.solve(hessian(rosenbrock, newton), g)
    print(k, [round(c, 6) for c in newton.tolist()], f"{rosenbrock(newton).item():.2e}")
