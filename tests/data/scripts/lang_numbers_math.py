import math
import random
print(math.pi, math.e, math.inf, math.nan, math.tau)
print(math.sqrt(2), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(1e-10))
print(math.sin(1), math.cos(1), math.tan(1), math.atan(1), math.atan2(1, -1), math.sinh(1), math.cosh(1), math.tanh(0.5), math.asin(1), math.acos(0))
print(math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7), math.fabs(-3), math.pow(2, 0.5), math.hypot(3, 4), math.degrees(math.pi), math.radians(180))
print(math.factorial(10), math.gcd(12, 18), math.comb(5, 2), math.isclose(0.1 + 0.2, 0.3), math.isnan(math.nan), math.isinf(math.inf), math.copysign(1, -0.0), math.fsum([0.1] * 10), math.prod([1, 2, 3]), math.erf(0.5))
random.seed(10)
print([random.randint(1, 6) for _ in range(5)], random.random(), random.uniform(-1, 1), random.choice(["a", "b", "c"]), random.sample([1, 2, 3, 4], 2), random.gauss(0, 1))
inside = 0
for _ in range(1000):
    x, y = random.random(), random.random()
    inside += x * x + y * y <= 1
print("pi is about", 4 * inside / 1000)
def derivative(f, x, h=1e-6): return (f(x + h) - f(x - h)) / (2 * h)
for name, f in [("sin", math.sin), ("exp", math.exp), ("x^3", lambda x: x ** 3), ("sigmoid", lambda x: 1 / (1 + math.exp(-x)))]:
    print(f"{name:>8}' (0.5) = {derivative(f, 0.5):.6f}")
def bisect(f, lo, hi, tol=1e-10):
    assert f(lo) * f(hi) < 0
    n = 0
    while hi - lo > tol:
        mid = (lo + hi) / 2
        if f(lo) * f(mid) <= 0: hi = mid
        else: lo = mid
        n += 1
    return (lo + hi) / 2, n
root, steps = bisect(lambda x: x ** 3 - x - 2, 1, 2)
print("%.8f in %d steps" % (root, steps))
trap = sum((math.sin(i / 100) + math.sin((i + 1) / 100)) / 200 for i in range(314))
print(trap, 1e3, 1E-3, 0x1f, 0b101, 1_000_000, 3 // 2, -3 // 2, 3 % -2, 2 ** 100, 5 & 3, 5 | 3, ~5, True + 1, 10 ** -2, 7.0 // 2, 1e308 * 10)
