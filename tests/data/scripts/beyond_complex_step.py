# The derivative by a complex step, beside autograd
import cmath
import torch

f = lambda z: cmath.exp(z) / (cmath.sin(z) ** 3 + cmath.cos(z) ** 3)
h = 1e-20
print((f(1.5 + 1j * h)).imag / h)
x = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
y = x.exp() / (x.sin() ** 3 + x.cos() ** 3)
y.backward()
print(x.grad.item())
