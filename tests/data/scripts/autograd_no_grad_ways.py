# three ways to stop autograd
import torch

w = torch.randn(3, requires_grad=True)
x = torch.randn(3)

# 1
with torch.no_grad():
    a = (w * x).sum()
print(a.requires_grad)

# 2
@torch.no_grad()
def predict(w, x):
    """evaluation only"""
    return (w * x).sum()

b = predict(w, x)
print(b.requires_grad, torch.equal(a, b))

# 3
c = (w.detach() * x).sum()
print(c.requires_grad)
d = w.detach()
d.zero_()
print("detach shares memory:", w)

is_train = False
with torch.set_grad_enabled(is_train):
    y = w * 2
print(y.requires_grad)
torch.set_grad_enabled(False)
print((w * 2).requires_grad)
torch.set_grad_enabled(True)
print((w * 2).requires_grad)
with torch.no_grad():
    with torch.enable_grad():
        inner = w * 3
    outer = w * 3
print(inner.requires_grad, outer.requires_grad, torch.is_grad_enabled())

e = w.data
print(e.requires_grad, e is w, type(e))
