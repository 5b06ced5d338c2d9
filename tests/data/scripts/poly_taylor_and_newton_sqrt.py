# Newton's method, Taylor coefficients and finite differences by repeated grad
import math
import torch


def derivatives(f, x0, order):
    x = torch.tensor(float(x0), dtype=torch.float64, requires_grad=True)
    y = f(x)
    values = [y.item()]
    for _ in range(order):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        values.append(y.item())
    return values


coefficients = [d / math.factorial(n) for n, d in enumerate(derivatives(torch.sin, 0.0, 7))]
print([f"{c:+.5f}" for c in coefficients])
approx = sum(c * 0.5 ** n for n, c in enumerate(coefficients))
print(approx, math.sin(0.5), abs(approx - math.sin(0.5)) < 1e-6)

x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
for i in range(6):
    f = x ** 2 - 2
    f.backward()
    x = (x - f / x.grad).detach().requires_grad_(True)
    print(i, f"{x.item():.12f}")
assert math.isclose(x.item(), math.sqrt(2), rel_tol=1e-12)

for h in (10.0 ** -k for k in range(1, 9, 2)):
    central = (math.exp(1 + h) - math.exp(1 - h)) / (2 * h)
    print(f"h={h:.0e} error={abs(central - math.e):.3e}")
