import torch

# Rosenbrock again, second order this time
x = torch.tensor([-1.0, 1.5], requires_grad=True)
lbfgs = torch.optim.LBFGS([x], lr=1, max_iter=10, history_size=10, line_search_fn="strong_wolfe")

calls = 0

def closure():
    global calls
    calls += 1
    lbfgs.zero_grad()
    objective = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
    objective.backward()
    return objective

history = []
for epoch in range(5):
    history.append(lbfgs.step(closure).item())
print("objective before each step:", ["%.3e" % h for h in history])
print("closure was called", calls, "times")
print("solution:", x.detach())
