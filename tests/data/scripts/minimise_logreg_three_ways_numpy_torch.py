# Logistic regression: numpy by hand, torch by hand, torch.optim; all three must agree
import numpy as np
import torch

rng = np.random.default_rng(0)
X = np.vstack([rng.normal(-1, 1, (15, 2)), rng.normal(1, 1, (15, 2))])
t = np.concatenate([np.zeros(15), np.ones(15)])
sigmoid = lambda z: 1 / (1 + np.exp(-z))


def by_numpy(lr, n):
    w, b = np.zeros(2), 0.0
    for _ in range(n):
        p = sigmoid(X @ w + b)
        w -= lr * X.T @ (p - t) / len(t)
        b -= lr * (p - t).mean()
    return np.append(w, b)


def by_hand(lr, n):
    Xt, tt = torch.tensor(X), torch.tensor(t)
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _ in range(n):
        p = torch.sigmoid(Xt @ w + b)
        loss = -(tt * p.log() + (1 - tt) * (1 - p).log()).mean()
        loss.backward()
        with torch.no_grad():
            for q in (w, b):
                q -= lr * q.grad
                q.grad.zero_()
    return np.array([*w.tolist(), b.item()])


def by_optim(lr, n):
    Xt, tt = torch.from_numpy(X), torch.from_numpy(t)
    model = torch.nn.Linear(2, 1).double()
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    opt = torch.optim.SGD(model.parameters(), lr)
    for _ in range(n):
        opt.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(model(Xt).squeeze(1), tt).backward()
        opt.step()
    return np.hstack([model.weight.detach().numpy().ravel(), model.bias.detach().numpy()])


results = {f.__name__: f(0.5, 20) for f in (by_numpy, by_hand, by_optim)}
np.set_printoptions(precision=6, suppress=True)
for name, r in results.items():
    print(f"{name:>10}: {r}")
reference = results["by_numpy"]
assert all(np.allclose(r, reference) for r in results.values())
acc = ((sigmoid(X @ reference[:2] + reference[2]) > 0.5) == t).mean()
print(f"accuracy {acc:.2%}", np.round(reference, 3).tolist())
