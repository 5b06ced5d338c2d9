# Matrix factorisation, ridge and lasso by gradient descent, with a projected step
import torch
import torch.nn.functional as F

torch.manual_seed(10)
R = torch.tensor([[5., 3., 0., 1.], [4., 0., 0., 1.], [1., 1., 0., 5.], [1., 0., 0., 4.], [0., 1., 5., 4.]])
mask = R != 0
U = torch.rand(5, 2, requires_grad=True)
V = torch.rand(4, 2, requires_grad=True)
for step in range(30):
    E = (R - U @ V.T)[mask]
    loss = E.pow(2).sum() + 0.02 * (U.norm() ** 2 + V.norm() ** 2)
    gU, gV = torch.autograd.grad(loss, [U, V])
    with torch.no_grad():
        U -= 0.02 * gU
        V -= 0.02 * gV
        U.clamp_(min=0)
        V.clamp_(min=0)
    if step % 10 == 9:
        print(step + 1, f"{loss:.4f}")
print((U @ V.T).round(decimals=1))

x = torch.randn(30, 5)
w_true = torch.tensor([1.5, 0.0, -2.0, 0.0, 0.5])
y = x @ w_true + 0.01 * torch.randn(30)
for kind in ("ridge", "lasso"):
    w = torch.zeros(5, requires_grad=True)
    for _ in range(40):
        penalty = w.square().sum() if kind == "ridge" else w.abs().sum()
        loss = F.mse_loss(x @ w, y) + 0.1 * penalty
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            if kind == "lasso":
                w[w.abs() < 1e-2] = 0.
        w.grad = None
    print(kind, w.detach(), (w == 0).sum().item(), "zeros")
