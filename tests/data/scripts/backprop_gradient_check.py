# Gradient checking: analytic vs numerical, float64
import torch
torch.set_default_dtype(torch.float64)
torch.manual_seed(42)

def f(W, x):
    return torch.tanh(W @ x).pow(2).sum()

W = torch.randn(3, 4, requires_grad=True)
x = torch.randn(4)

loss = f(W, x)
loss.backward()

eps = 1e-6
num_grad = torch.zeros_like(W)
with torch.no_grad():
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            old = W[i, j].item()
            W[i, j] = old + eps
            plus = f(W, x)
            W[i, j] = old - eps
            minus = f(W, x)
            W[i, j] = old
            num_grad[i, j] = (plus - minus) / (2 * eps)

print("autograd:", W.grad, sep="\n")
print("numeric:", num_grad, sep="\n")
diff = (W.grad - num_grad).abs().max().item()
print("max difference < 1e-8:", diff < 1e-8)
rel = (W.grad - num_grad).norm() / (W.grad.norm() + num_grad.norm())
assert rel < 1e-7, "gradient check failed"
print("gradient check passed")
