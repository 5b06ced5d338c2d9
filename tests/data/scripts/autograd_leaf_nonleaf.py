import torch

w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)

a = torch.add(w, x)     # retain_grad()
a.retain_grad()
b = torch.add(w, 1)
y = torch.mul(a, b)

y.backward()
print(w.grad)

# leaf?
print("is_leaf:\n", w.is_leaf, x.is_leaf, a.is_leaf, b.is_leaf, y.is_leaf)

# gradients
print("gradient:\n", w.grad, x.grad, a.grad)

# grad_fn, by existence
print("grad_fn:\n", w.grad_fn is None, x.grad_fn is None, a.grad_fn is not None, y.grad_fn is not None)

# in-place on a leaf
try:
    w.add_(1)
except RuntimeError as err:
    print("RuntimeError:", err)

# in-place on something that backward needs
w = torch.tensor([1.], requires_grad=True)
u = w.exp()
v = (u * 2).sum()
try:
    u.add_(1)
    (v + u.sum()).backward()
except RuntimeError as err:
    print("RuntimeError", len(str(err)) > 10)
else:
    print("fine", w.grad)
finally:
    print("done")
