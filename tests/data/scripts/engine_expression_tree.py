# Symbolic differentiation of expression trees: inheritance, recursion, __str__

class Expr:
    def __add__(self, other): return Add(self, wrap(other))
    def __radd__(self, other): return Add(wrap(other), self)
    def __mul__(self, other): return Mul(self, wrap(other))
    def __rmul__(self, other): return Mul(wrap(other), self)
    def __pow__(self, n): return Pow(self, n)
    def __call__(self, **env): return self.eval(env)
    def simplify(self): return self

class Const(Expr):
    def __init__(self, value): self.value = value
    def eval(self, env): return self.value
    def diff(self, name): return Const(0)
    def __str__(self): return str(self.value)
    def __eq__(self, other): return isinstance(other, Const) and self.value == other.value

class Var(Expr):
    def __init__(self, name): self.name = name
    def eval(self, env):
        if self.name not in env:
            raise KeyError(self.name)
        return env[self.name]
    def diff(self, name): return Const(1 if name == self.name else 0)
    def __str__(self): return self.name

class Binary(Expr):
    symbol = "?"
    def __init__(self, left, right):
        self.left = left
        self.right = right
    def __str__(self):
        return "(%s %s %s)" % (self.left, self.symbol, self.right)

class Add(Binary):
    symbol = "+"
    def eval(self, env): return self.left.eval(env) + self.right.eval(env)
    def diff(self, name): return Add(self.left.diff(name), self.right.diff(name))
    def simplify(self):
        l, r = self.left.simplify(), self.right.simplify()
        if isinstance(l, Const) and isinstance(r, Const):
            return Const(l.value + r.value)
        if l == Const(0): return r
        if r == Const(0): return l
        return Add(l, r)

class Mul(Binary):
    symbol = "*"
    def eval(self, env): return self.left.eval(env) * self.right.eval(env)
    def diff(self, name):
        return Add(Mul(self.left.diff(name), self.right), Mul(self.left, self.right.diff(name)))
    def simplify(self):
        l, r = self.left.simplify(), self.right.simplify()
        for a, b in ((l, r), (r, l)):
            if a == Const(0): return Const(0)
            if a == Const(1): return b
        if isinstance(l, Const) and isinstance(r, Const):
            return Const(l.value * r.value)
        return Mul(l, r)

class Pow(Expr):
    def __init__(self, base, n):
        self.base, self.n = base, n
    def eval(self, env): return self.base.eval(env) ** self.n
    def diff(self, name): return Const(self.n) * Pow(self.base, self.n - 1) * self.base.diff(name)
    def simplify(self):
        if self.n == 1:
            return self.base.simplify()
        return Pow(self.base.simplify(), self.n)
    def __str__(self): return "%s^%d" % (self.base, self.n)

def wrap(x):
    return x if isinstance(x, Expr) else Const(x)

x, y = Var("x"), Var("y")
f = x ** 3 + 2 * x * y + y ** 2 + 5
print("f =", f)
print("f(2, 3) =", f(x=2, y=3))
for v in ("x", "y"):
    d = f.diff(v).simplify()
    print("df/d%s = %s -> %s" % (v, d, d.eval({"x": 2, "y": 3})))
print(isinstance(f, Add), isinstance(f, Binary), isinstance(f, Pow), issubclass(Mul, Expr))
try:
    f(x=1)
except KeyError as e:
    print("unknown variable", e)
h = 1e-5
numeric = (f(x=2 + h, y=3) - f(x=2 - h, y=3)) / (2 * h)
print("numeric %.6f" % numeric, "exact", f.diff("x").eval(dict(x=2, y=3)))
