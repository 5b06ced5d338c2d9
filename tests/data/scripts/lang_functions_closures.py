# Python refresher before deep learning: functions
import torch
import math


def scale(x, factor=2, *, offset=0):
    """Scales and shifts."""
    return x * factor + offset


print(scale(3), scale(3, 5), scale(3, factor=4), scale(3, offset=1), scale(torch.ones(2), 3))


def total(*numbers, start=0):
    s = start
    for n in numbers:
        s += n
    return s


print(total(), total(1, 2, 3), total(*[4, 5], start=10), total(*range(4)))


def report(title, **options):
    for key in sorted(options):
        print(title, key, "=", options[key])


report("run", lr=0.1, epochs=3)
settings = {"lr": 0.01, "batch": 4}
report("conf", **settings)
report("both", momentum=0.9, **settings)


def make_counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count
    return step


a, b = make_counter(), make_counter()
print(a(), a(), a(5), b())

calls = 0
def traced(f):
    def inner(*args, **kwargs):
        global calls
        calls += 1
        print("call", calls, args, kwargs)
        return f(*args, **kwargs)
    return inner


@traced
def power(base, exponent=2):
    return base ** exponent


print(power(3), power(2, exponent=5))

compose = lambda f, g: lambda x: f(g(x))
print(compose(math.sqrt, abs)(-16), (lambda x, y=1: x + y)(2))

def fact(n): return 1 if n <= 1 else n * fact(n - 1)
def fib(n, memo={}):
    if n in memo: return memo[n]
    if n < 2: return n
    memo[n] = fib(n - 1) + fib(n - 2)
    return memo[n]
print(fact(20), fib(60), [fib(i) for i in range(10)])

def gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a
print(gcd(48, 36), gcd(b=7, a=21))
first, *rest, last = range(6)
print(first, rest, last)
(p, q), r = (1, 2), 3
x = y = 7
x, y = y + 1, x
print(p, q, r, x, y, divmod(17, 5), 17 // 5, -17 // 5, -17 % 5, 2 ** 10, 2 ** -1, 7 / 2)
