# object oriented warm-up for nn.Module
import math

class Shape:
    count = 0
    kinds = []

    def __init__(self, name="shape"):
        self.name = name
        Shape.count += 1

    def area(self):
        raise NotImplementedError("area() of %s" % self.name)

    def __str__(self):
        return "{}[{}]".format(self.name, self.describe())

    def describe(self):
        return "no description"

    @classmethod
    def how_many(cls):
        return cls.count

    @staticmethod
    def double(x):
        return 2 * x


class Circle(Shape):
    def __init__(self, r):
        super().__init__("circle")
        self._r = r

    @property
    def r(self):
        return self._r

    @r.setter
    def r(self, value):
        if value < 0:
            raise ValueError("radius must not be negative")
        self._r = value

    def area(self):
        return math.pi * self.r ** 2

    def describe(self):
        return "r=%g" % self.r


class Square(Shape):
    def __init__(self, side):
        super(Square, self).__init__(name="square")
        self.side = side

    def area(self):
        return self.side ** 2

    def __eq__(self, other):
        return isinstance(other, Square) and self.side == other.side

    def __lt__(self, other):
        return self.area() < other.area()

    def __hash__(self):
        return hash(self.side)

    def __repr__(self):
        return f"Square({self.side})"


c = Circle(2)
print(c, c.area(), c.r)
c.r = 3
print(c, round(c.area(), 3))
try:
    c.r = -1
except ValueError as e:
    print("error:", e)
squares = [Square(3), Square(1), Square(2)]
print(sorted(squares), min(squares), Square(2) == Square(2), Square(2) != Square(3), Square(1) in squares, len({Square(1), Square(1)}))
print(Shape.how_many(), Circle.how_many(), Shape.double(4), c.double(5), isinstance(c, Shape), isinstance(c, Square))
try:
    Shape().area()
except NotImplementedError as e:
    print("NotImplementedError:", e)
print(hasattr(c, "name"), hasattr(c, "nothing"), getattr(c, "name"), getattr(c, "nothing", "default"))


class Vector:
    def __init__(self, *xs): self.xs = list(xs)
    def __len__(self): return len(self.xs)
    def __getitem__(self, i): return self.xs[i]
    def __setitem__(self, i, v): self.xs[i] = v
    def __iter__(self): return iter(self.xs)
    def __contains__(self, v): return v in self.xs
    def __add__(self, o): return Vector(*[a + b for a, b in zip(self, o)])
    def __sub__(self, o): return Vector(*(a - b for a, b in zip(self, o)))
    def __mul__(self, k): return Vector(*[a * k for a in self]) if not isinstance(k, Vector) else sum(a * b for a, b in zip(self, k))
    def __rmul__(self, k): return self * k
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.xs, o.xs))
    def __neg__(self): return self * -1
    def __abs__(self): return math.sqrt(self @ self)
    def __bool__(self): return any(self.xs)
    def __iadd__(self, o):
        self.xs = [a + b for a, b in zip(self, o)]
        return self
    def __repr__(self): return "Vector(%s)" % ", ".join(map(str, self.xs))

u, v = Vector(1, 2, 3), Vector(4, 5, 6)
print(u + v, v - u, u * 2, 3 * u, u * v, u @ v, -u, abs(Vector(3, 4)), len(u), u[0], u[1:], 2 in u, list(u), bool(Vector(0, 0)))
u[0] = 10; u += v
print(u, max(u), sum(u), [x for x in v], *v)
x, y, z = v
print(x, y, z)


class Polynomial:
    def __init__(self, *coefficients): self.c = coefficients
    def __call__(self, x):
        result = 0
        for a in self.c:
            result = result * x + a
        return result
    def derivative(self):
        n = len(self.c) - 1
        return Polynomial(*[a * (n - i) for i, a in enumerate(self.c[:-1])])
    def __str__(self):
        return " + ".join("%gx^%d" % (a, len(self.c) - 1 - i) for i, a in enumerate(self.c) if a)

p = Polynomial(1, -3, 0, 2)
print(p, "|", p.derivative(), "|", p(2), p.derivative()(2))
class Config: lr = 0.1; layers = [4, 2]; debug = False
cfg = Config(); cfg.lr *= 2
print(cfg.lr, Config.lr, cfg.layers, cfg.debug)
class Empty: pass
e = Empty(); e.value = 5; print(e.value, isinstance(e, Empty))
