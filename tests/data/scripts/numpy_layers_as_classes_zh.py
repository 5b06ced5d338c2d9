# 计算图的层：加法层、乘法层、Affine、ReLU、SoftmaxWithLoss
import numpy as np
from collections import OrderedDict


class MulLayer:
    def __init__(self):
        self.x = None
        self.y = None

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout * 1, dout * 1


tea, cups, cake, pieces, tip = 30, 4, 45, 2, 1.15
times_tea, times_cake, together, with_tip = MulLayer(), MulLayer(), AddLayer(), MulLayer()
tea_price = times_tea.forward(tea, cups)
cake_price = times_cake.forward(cake, pieces)
sum_price = together.forward(tea_price, cake_price)
price = with_tip.forward(sum_price, tip)
dsum, dtip = with_tip.backward(1)
dtea_price, dcake_price = together.backward(dsum)
dcake, dpieces = times_cake.backward(dcake_price)
dtea, dcups = times_tea.backward(dtea_price)
print("总价:", int(price))
print("%.2f %.2f %.2f %.2f %.2f" % (dtea, dcups, dcake, dpieces, dtip))


class Relu:
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout = dout.copy()
        dout[self.mask] = 0
        return dout


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class SoftmaxWithLoss:
    def forward(self, x, t):
        x = x - x.max(axis=1, keepdims=True)
        self.y = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        self.t = t
        return -np.log(self.y[np.arange(len(t)), t]).mean()

    def backward(self, dout=1):
        dx = self.y.copy()
        dx[np.arange(len(self.t)), self.t] -= 1
        return dx / len(self.t) * dout


rng = np.random.RandomState(0)
layers = OrderedDict()
layers['Affine1'] = Affine(rng.randn(2, 6) * 0.5, np.zeros(6))
layers['Relu1'] = Relu()
layers['Affine2'] = Affine(rng.randn(6, 2) * 0.5, np.zeros(2))
last = SoftmaxWithLoss()
X = rng.randn(20, 2)
T = (X[:, 0] * X[:, 1] > 0).astype(int)
for epoch in range(30):
    out = X
    for layer in layers.values():
        out = layer.forward(out)
    loss = last.forward(out, T)
    dout = last.backward(1)
    for layer in reversed(list(layers.values())):
        dout = layer.backward(dout)
    for layer in layers.values():
        if hasattr(layer, 'dW'):
            layer.W -= 0.5 * layer.dW
            layer.b -= 0.5 * layer.db
    if epoch % 10 == 0:
        print(epoch, round(float(loss), 5))
print('准确率', (out.argmax(1) == T).mean(), isinstance(layers['Relu1'], Relu))
