# 手写标量自动求导，和 torch 对答案
import math
import torch

class 数:
    计数 = 0

    def __init__(self, 值, 父=(), 局部=()):
        self.值 = 值
        self.父 = 父
        self.局部 = 局部
        self.梯度 = 0.0
        数.计数 += 1

    @staticmethod
    def 包装(x):
        return x if isinstance(x, 数) else 数(float(x))

    def __add__(self, 他):
        他 = 数.包装(他)
        return 数(self.值 + 他.值, (self, 他), (1.0, 1.0))

    def __mul__(self, 他):
        他 = 数.包装(他)
        return 数(self.值 * 他.值, (self, 他), (他.值, self.值))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, 他):
        return self + (-数.包装(他))

    def __rsub__(self, 他):
        return 数.包装(他) - self

    def __pow__(self, n):
        return 数(self.值 ** n, (self,), (n * self.值 ** (n - 1),))

    def __truediv__(self, 他):
        return self * 数.包装(他) ** -1

    def sin(self):
        return 数(math.sin(self.值), (self,), (math.cos(self.值),))

    def relu(self):
        return 数(max(0.0, self.值), (self,), (1.0 if self.值 > 0 else 0.0,))

    def __lt__(self, 他):
        return self.值 < 数.包装(他).值

    def __repr__(self):
        return '数(值=%g, 梯度=%g)' % (self.值, self.梯度)

    def 反向(self):
        顺序, 见过 = [], set()

        def 访问(v):
            if id(v) in 见过:
                return
            见过.add(id(v))
            for p in v.父:
                访问(p)
            顺序.append(v)

        访问(self)
        self.梯度 = 1.0
        for v in reversed(顺序):
            for p, l in zip(v.父, v.局部):
                p.梯度 += l * v.梯度

def 表达式(x, y):
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    return h + q + q * x - y ** 2 / 3 + (x * y).sin() if isinstance(x, 数) else None

x, y = 数(-4.0), 数(1.5)
f = 表达式(x, y)
f.反向()
print(x, y, f, sep='\n')

tx = torch.tensor(-4.0, dtype=torch.double, requires_grad=True)
ty = torch.tensor(1.5, dtype=torch.double, requires_grad=True)
z = 2 * tx + 2 + tx
q = z.relu() + z * tx
out = (z * z).relu() + q + q * tx - ty ** 2 / 3 + (tx * ty).sin()
out.backward()
print('值一致:', abs(out.item() - f.值) < 1e-9)
print('梯度一致:', abs(tx.grad.item() - x.梯度) < 1e-9, abs(ty.grad.item() - y.梯度) < 1e-9)
print('一共建了', 数.计数, '个结点；', '最小的是', min([数(3), 数(-1), 数(2)]))
