# Decorators: counting calls, timing, caching, no_grad as decorator, functools.wraps
import functools
import time
import torch


def timed(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        begin = time.time()
        result = func(*args, **kwargs)
        wrapper.calls += 1
        wrapper.seconds = time.time() - begin
        return result
    wrapper.calls = 0
    wrapper.seconds = 0.0
    return wrapper


def repeat(times):
    def decorator(func):
        @functools.wraps(func)
        def inner(*args):
            return [func(*args) for _ in range(times)]
        return inner
    return decorator


@timed
def step(w, lr=0.1):
    """One step of gradient descent."""
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w.sub_(lr * w.grad)
        w.grad.zero_()
    return loss.item()


@repeat(times=3)
def hello(name):
    return f"hello {name}"


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@torch.no_grad()
def evaluate(w):
    out = w * 2
    return out, out.requires_grad


w = torch.ones(2, requires_grad=True)
history = [step(w) for _ in range(5)]
print(history, step.calls, step.__name__, step.seconds >= 0)
print(hello("you"), hello.__name__)
print(fib(30), evaluate(w))


class Counter:
    def __init__(self, func):
        self.func = func
        self.count = 0

    def __call__(self, *args, **kwargs):
        self.count += 1
        return self.func(*args, **kwargs)


@Counter
def square(x):
    return x ** 2


print(square(3), square(torch.tensor(4.0)), square.count)
