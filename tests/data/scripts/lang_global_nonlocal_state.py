# global, nonlocal, closures in loops and default arguments, around a hand-made optimizer
import torch

step_count = 0
log = []


def sgd(params, lr=0.1, history=[]):
    global step_count
    step_count += 1
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad.zero_()
    history.append(step_count)
    return history


def make_momentum(params, lr, mu):
    velocity = [torch.zeros_like(p) for p in params]
    steps = 0

    def step():
        nonlocal steps, velocity
        steps += 1
        velocity = [mu * v + p.grad for v, p in zip(velocity, params)]
        with torch.no_grad():
            for p, v in zip(params, velocity):
                p.sub_(lr * v)
                p.grad = None
        return steps
    return step


a = torch.tensor([1.0, 2.0], requires_grad=True)
for i in range(3):
    ((a - 3) ** 2).sum().backward()
    steps = sgd([a])
print(a, step_count, steps)

b = torch.tensor([1.0, 2.0], requires_grad=True)
step = make_momentum([b], lr=0.05, mu=0.9)
for i in range(3):
    ((b - 3) ** 2).sum().backward()
    log.append(step())
print(b, log)
late = [lambda x: x * i for i in range(3)]
early = [lambda x, i=i: x * i for i in range(3)]
print([f(10) for f in late], [f(10) for f in early])


def outer():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x = "changed by inner"
        inner()
    middle()
    return x


print(outer())
def kw(*args, scale=1.0, **kwargs):
    return len(args), scale, sorted(kwargs)
print(kw(1, 2, scale=3, b=1, a=2), kw(*[1, 2, 3], **{"z": 0}))
