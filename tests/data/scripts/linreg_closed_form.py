# Closed form vs gradient descent
import numpy as np
import torch

np.random.seed(2)
N = 40
X = 2 * np.random.rand(N, 1)
y = 4 + 3 * X + np.random.randn(N, 1)

# --- normal equation
X_b = np.c_[np.ones((N, 1)), X]
theta_best = np.linalg.inv(X_b.T.dot(X_b)).dot(X_b.T).dot(y)
print("normal equation:", theta_best.ravel())
theta_ls, residuals, rank, sv = np.linalg.lstsq(X_b, y, rcond=None)
print("lstsq:", theta_ls.flatten(), "rank", rank)

# --- batch gradient descent
eta = 0.1
theta = np.random.randn(2, 1)
for iteration in range(200):
    gradients = 2 / N * X_b.T.dot(X_b.dot(theta) - y)
    theta = theta - eta * gradients
print("gradient descent:", theta.ravel())

# --- torch
Xt = torch.from_numpy(X_b)
yt = torch.from_numpy(y)
print(Xt.dtype, Xt.shape)
t = torch.zeros(2, 1, dtype=torch.float64, requires_grad=True)
for _ in range(200):
    mse = ((Xt @ t - yt) ** 2).mean()
    mse.backward()
    with torch.no_grad():
        t.sub_(eta * t.grad)
    t.grad = None
print("torch:", t.detach().numpy().ravel())
print("torch.linalg.solve:", torch.linalg.solve(Xt.T @ Xt, Xt.T @ yt).squeeze())
assert np.allclose(theta_best, t.detach().numpy(), atol=1e-2)
