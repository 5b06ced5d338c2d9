# Why does momentum leave the saddle? f(x, y) = x^2 - y^2 (clipped by a quartic)
import torch
import matplotlib.pyplot as plt
from matplotlib import cm

f = lambda p: p[0] ** 2 - p[1] ** 2 + 0.1 * p[1] ** 4

def descend(momentum, steps=40, lr=0.05):
    p = torch.tensor([2.0, 1e-3], requires_grad=True)
    velocity = torch.zeros(2)
    trace = [p.detach().clone()]
    for _ in range(steps):
        f(p).backward()
        velocity = momentum * velocity - lr * p.grad
        p.data += velocity
        p.grad.zero_()
        trace.append(p.detach().clone())
    return torch.stack(trace)

plain = descend(0.0)
heavy = descend(0.8)
print(plain.shape, plain[-1], heavy[-1])
print("escaped:", {"plain": bool(plain[-1, 1].abs() > 0.1), "momentum": bool(heavy[-1, 1].abs() > 0.1)})

fig = plt.figure(figsize=(8, 4))
ax = fig.add_subplot(1, 2, 1, projection="3d")
u = torch.linspace(-2, 2, 21)
U, V = torch.meshgrid(u, u, indexing="ij")
Z = U ** 2 - V ** 2 + 0.1 * V ** 4
ax.plot_surface(U.numpy(), V.numpy(), Z.numpy(), cmap=cm.coolwarm, linewidth=0)
ax.plot(plain[:, 0].numpy(), plain[:, 1].numpy(), f(plain.t()).numpy(), "k.-")
plt.tight_layout()
plt.show()
print(Z.min().item(), Z.argmin().item())
