# numeric gradients of any function of an array
import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    it = 0
    for idx in range(x.size):
        i = np.unravel_index(idx, x.shape)
        tmp_val = x[i]
        x[i] = tmp_val + h
        fxh1 = f(x)
        x[i] = tmp_val - h
        fxh2 = f(x)
        grad[i] = (fxh1 - fxh2) / (2 * h)
        x[i] = tmp_val
        it += 1
    return grad

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x
    x_history = []
    for i in range(step_num):
        x_history.append(x.copy())
        x -= lr * numerical_gradient(f, x)
    return x, np.array(x_history)

def function_2(x):
    return x[0] ** 2 + x[1] ** 2

print(numerical_gradient(function_2, np.array([3.0, 4.0])))
x, hist = gradient_descent(function_2, init_x=np.array([-3.0, 4.0]), lr=0.1, step_num=50)
print(x, hist.shape, hist[1])

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)
    def predict(self, x):
        return x @ self.W
    def loss(self, x, t):
        z = self.predict(x)
        y = np.exp(z - z.max()) / np.sum(np.exp(z - z.max()))
        return -np.sum(t * np.log(y + 1e-7))

net = simpleNet()
x = np.array([0.6, 0.9]); t = np.array([0, 0, 1])
print(net.W, net.predict(x), np.argmax(net.predict(x)), net.loss(x, t))
f = lambda w: net.loss(x, t)
dW = numerical_gradient(f, net.W)
print(dW)
z = net.predict(x); p = np.exp(z) / np.exp(z).sum()
print(np.abs(np.outer(x, p - t) - dW).max() < 1e-6)
