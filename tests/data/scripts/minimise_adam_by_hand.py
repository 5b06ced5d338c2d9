# What Adam does, written out, next to torch.optim.Adam
import torch

def f(x, y):
    return 0.26 * (x ** 2 + y ** 2) - 0.48 * x * y    # Matyas

beta1, beta2, eps, lr = 0.9, 0.999, 1e-8, 0.2
theta = torch.tensor([8.0, -5.0], requires_grad=True)
reference = theta.clone().detach().requires_grad_(True)
opt = torch.optim.Adam([reference], lr=lr, betas=(beta1, beta2), eps=eps)
m = torch.zeros(2)
v = torch.zeros(2)

for t in range(1, 41):
    loss = f(*theta)
    grad, = torch.autograd.grad(loss, theta)
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad ** 2
    m_hat = m / (1 - beta1 ** t)
    v_hat = v / (1 - beta2 ** t)
    with torch.no_grad():
        theta -= lr * m_hat / (v_hat.sqrt() + eps)

    opt.zero_grad()
    f(*reference).backward()
    opt.step()
    if t % 10 == 0:
        print("t=%2d mine=%s torch=%s same=%r" % (t, theta.data.numpy().round(4), reference.data.numpy().round(4),
                                                torch.allclose(theta, reference, atol=1e-4)))
