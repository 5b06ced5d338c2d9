# torch.autograd.grad next to backward(): several inputs, grad_outputs, allow_unused
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
unused = torch.ones(2, requires_grad=True)

y = (w * x ** 2).sum()
dx, dw = torch.autograd.grad(y, (x, w), create_graph=True)
print("dy/dx =", dx)
print("dy/dw =", dw)
print("requires grad again:", dx.requires_grad, dx.grad_fn is not None)

(d2x,) = torch.autograd.grad(dx.sum(), x, retain_graph=True)
print("second derivative:", d2x.tolist())

maybe = torch.autograd.grad(y, [x, unused], allow_unused=True, retain_graph=True)
print([None if g is None else g.tolist() for g in maybe])

try:
    torch.autograd.grad(y, unused)
except RuntimeError as e:
    print("RuntimeError:", str(e).split(".")[0])

z = torch.stack([x.sum(), (x ** 2).sum()])
for i, row in enumerate(torch.eye(2)):
    g, = torch.autograd.grad(z, x, grad_outputs=row, retain_graph=True)
    print(f"row {i}: {g.tolist()}")

jac = torch.stack([torch.autograd.grad(out, x, retain_graph=True)[0] for out in z])
print("Jacobian\n", jac, sep="")
assert x.grad is None, "grad() leaves .grad alone"
z.sum().backward()
print(x.grad)
