"""Race of optimizers on the Rosenbrock function."""
import torch
from torch import optim
import numpy as np
import matplotlib.pyplot as plt

def rosenbrock(xy, a=1.0, b=100.0):
    x, y = xy[0], xy[1]
    return (a - x) ** 2 + b * (y - x ** 2) ** 2

def run(optimizer_class, n_iter=60, start=(-1.5, 2.0), **kwargs):
    xy = torch.tensor(start, requires_grad=True)
    optimizer = optimizer_class([xy], **kwargs)
    path = np.empty((n_iter + 1, 2))
    path[0, :] = start
    for i in range(1, n_iter + 1):
        optimizer.zero_grad()
        loss = rosenbrock(xy)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(xy, 1.0)
        optimizer.step()
        path[i, :] = xy.detach().numpy()
    return path

paths = {
    "SGD": run(optim.SGD, lr=1e-2),
    "SGD+momentum": run(optim.SGD, lr=1e-3, momentum=0.9, nesterov=True),
    "Adam": run(optim.Adam, lr=0.05),
    "AdamW": run(optim.AdamW, lr=0.05, weight_decay=0.01),
    "RMSprop": run(optim.RMSprop, lr=0.01),
    "Adagrad": run(optim.Adagrad, lr=0.3),
    "Adadelta": run(optim.Adadelta, lr=1.0),
    "NAdam": run(optim.NAdam, lr=0.05),
}
for name, path in paths.items():
    end = path[-1]
    print(f"{name:<13} ends at ({end[0]:+.4f}, {end[1]:+.4f}), travelled {np.abs(np.diff(path, axis=0)).sum():.3f}")

x = np.linspace(-2, 2, 50)
y = np.linspace(-1, 3, 50)
X, Y = np.meshgrid(x, y)
Z = rosenbrock([X, Y])
fig, ax = plt.subplots(figsize=(6, 6))
ax.contour(X, Y, Z, 60, cmap="viridis")
for name, path in paths.items():
    ax.plot(path[:, 0], path[:, 1], label=name, alpha=0.7)
ax.legend(loc="best")
ax.set_title("Rosenbrock")
plt.savefig("paths.png")
best = min(paths, key=lambda k: rosenbrock(paths[k][-1]))
print("best:", best)
