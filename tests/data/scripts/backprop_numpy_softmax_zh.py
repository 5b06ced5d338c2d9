# -*- coding: utf-8 -*-
# 两层全连接网络 + softmax，小批量梯度下降，numpy 实现
import numpy as np

rng_seed = 7
np.random.seed(rng_seed)

def softmax(x):
    x = x - np.max(x, axis=1, keepdims=True)  # 防止溢出
    e = np.exp(x)
    return e / np.sum(e, axis=1, keepdims=True)

def cross_entropy_error(y, t):
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.1):
        self.params = {}
        self.params['W1'] = weight_init_std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def predict(self, x):
        self.a1 = np.dot(x, self.params['W1']) + self.params['b1']
        self.z1 = np.maximum(self.a1, 0)
        return softmax(np.dot(self.z1, self.params['W2']) + self.params['b2'])

    def gradient(self, x, t):
        grads = {}
        y = self.predict(x)
        batch_num = x.shape[0]
        dy = y.copy()
        dy[np.arange(batch_num), t] -= 1
        dy /= batch_num
        grads['W2'] = np.dot(self.z1.T, dy)
        grads['b2'] = np.sum(dy, axis=0)
        dz1 = np.dot(dy, self.params['W2'].T)
        dz1[self.a1 <= 0] = 0
        grads['W1'] = np.dot(x.T, dz1)
        grads['b1'] = np.sum(dz1, axis=0)
        return grads

    def accuracy(self, x, t):
        y = np.argmax(self.predict(x), axis=1)
        return np.sum(y == t) / float(x.shape[0])

# 三类点
中心 = np.array([[0., 2.], [2., -1.], [-2., -1.]])
t_train = np.random.randint(0, 3, size=60)
x_train = 中心[t_train] + 0.5 * np.random.randn(60, 2)

net = TwoLayerNet(input_size=2, hidden_size=8, output_size=3)
iters_num = 150
train_size = x_train.shape[0]
batch_size = 20
learning_rate = 0.5
iter_per_epoch = max(train_size // batch_size, 1)
train_acc_list = []
for i in range(iters_num):
    batch_mask = np.random.choice(train_size, batch_size)
    x_batch = x_train[batch_mask]
    t_batch = t_train[batch_mask]
    grad = net.gradient(x_batch, t_batch)
    for key in ('W1', 'b1', 'W2', 'b2'):
        net.params[key] -= learning_rate * grad[key]
    if i % (10 * iter_per_epoch) == 0:
        train_acc = net.accuracy(x_train, t_train)
        train_acc_list.append(train_acc)
        print("训练精度: %.3f  损失: %.4f" % (train_acc, cross_entropy_error(net.predict(x_train), t_train)))
for key, value in net.params.items():
    print(key, value.shape, value.dtype)
print(net.params['b2'])
