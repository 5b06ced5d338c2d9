# Jacobians, row by row and at once
import torch
from torch.autograd.functional import jacobian, hessian, vjp

def f(x):
    return torch.stack([x[0] * x[1], x[1].exp(), x.sum() ** 2])

x = torch.tensor([1.0, 0.5], requires_grad=True)
y = f(x)

rows = []
for i in range(len(y)):
    v = torch.zeros_like(y)
    v[i] = 1
    g, = torch.autograd.grad(y, x, grad_outputs=v, retain_graph=True)
    rows.append(g)
J = torch.stack(rows)
print(J)
print(jacobian(f, torch.tensor([1.0, 0.5])))

y.backward(gradient=torch.ones(3))
print(x.grad, J.sum(dim=0))

def g(x):
    return (x ** 2 * torch.tensor([1.0, 2.0])).sum()
print(hessian(g, torch.tensor([1.0, 1.0])))
J2 = jacobian(lambda a, b: a @ b, (torch.ones(2, 2), torch.tensor([1.0, 2.0])))
print([j.shape for j in J2])
print(J2[1])
