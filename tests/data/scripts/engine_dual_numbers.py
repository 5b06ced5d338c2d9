"""Forward-mode differentiation with dual numbers."""
import math


class Dual(object):
    def __init__(self, real, dual=0.0):
        self.real, self.dual = real, dual

    def __add__(self, other):
        other = lift(other)
        return Dual(self.real + other.real, self.dual + other.dual)

    __radd__ = __add__

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.real - other.real, self.dual - other.dual)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.real * other.real, self.real * other.dual + self.dual * other.real)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = lift(other)
        return Dual(self.real / other.real,
                    (self.dual * other.real - self.real * other.dual) / (other.real ** 2))

    def __rtruediv__(self, other):
        return lift(other) / self

    def __pow__(self, n):
        return Dual(self.real ** n, n * self.real ** (n - 1) * self.dual)

    def __neg__(self):
        return Dual(-self.real, -self.dual)

    def __abs__(self):
        return self if self.real >= 0 else -self

    def __eq__(self, other):
        other = lift(other)
        return self.real == other.real and self.dual == other.dual

    def __repr__(self):
        return "%g + %gε" % (self.real, self.dual)


def lift(x):
    return x if isinstance(x, Dual) else Dual(x)


def sin(x):
    return Dual(math.sin(x.real), math.cos(x.real) * x.dual)


def exp(x):
    return Dual(math.exp(x.real), math.exp(x.real) * x.dual)


def derivative(f, x):
    return f(Dual(x, 1.0)).dual


functions = [
    ("x^2 + 3x", lambda x: x ** 2 + 3 * x, lambda x: 2 * x + 3),
    ("sin(x) exp(x)", lambda x: sin(x) * exp(x), lambda x: math.exp(x) * (math.sin(x) + math.cos(x))),
    ("1 / (1 + exp(-x))", lambda x: 1 / (1 + exp(-x)), lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2),
]
for name, f, df in functions:
    for x in (-1.0, 0.5, 2.0):
        got, want = derivative(f, x), df(x)
        print(f"{name:<18} x={x:+.1f}  dual={got:+.8f}  exact={want:+.8f}  {'ok' if math.isclose(got, want) else 'WRONG'}")

print(Dual(1, 2) * Dual(3, 4), Dual(2.0) == 2.0, Dual(1, 1) != Dual(1, 2), abs(Dual(-2, 1)))
# Newton's root finding
x = 1.0
for _ in range(6):
    v = (lambda t: t * t - 2)(Dual(x, 1))
    x -= v.real / v.dual
print("sqrt(2) =", x)
