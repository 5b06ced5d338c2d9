import torch

# several outputs at once, weights on each
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
w = torch.tensor([0.5, -0.5], requires_grad=True)
y1 = x @ w
y2 = (x * w).tanh()
torch.autograd.backward([y1, y2], [torch.tensor([1., 0.1]), torch.ones(2, 2)])
print(x.grad)
print(w.grad)

# torch.autograd.grad with two inputs; one of them unused
u = torch.tensor(2., requires_grad=True)
v = torch.tensor(3., requires_grad=True)
s = torch.tensor(1., requires_grad=True)
f = u ** 2 * v
gu, gv = torch.autograd.grad(f, [u, v], retain_graph=True)
print(gu, gv)
res = torch.autograd.grad(f, (u, s), allow_unused=True)
print(res)

# partial derivatives in a dict
names = ["u", "v"]
grads = dict(zip(names, torch.autograd.grad(torch.sin(u) * torch.cos(v), (u, v))))
for n in names:
    print("df/d%s = %+.5f" % (n, grads[n]))
print(u.grad is None and v.grad is None)
