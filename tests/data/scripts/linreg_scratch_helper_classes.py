# Linear regression from scratch with small helper classes: a stopwatch and running sums
import random
import time
import torch


class Timer:
    def __init__(self):
        self.times = []
        self.start()

    def start(self):
        self.tik = time.time()

    def stop(self):
        self.times.append(time.time() - self.tik)
        return self.times[-1]


class Sums:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, idx):
        return self.data[idx]


def made_up(w, b, count):
    X = torch.normal(0, 1, (count, len(w)))
    y = torch.matmul(X, w) + b
    y += torch.normal(0, 0.01, y.shape)
    return X, y.reshape((-1, 1))


def in_batches(batch_size, features, labels):
    count = len(features)
    indices = list(range(count))
    random.shuffle(indices)
    for i in range(0, count, batch_size):
        chosen = torch.tensor(indices[i: min(i + batch_size, count)])
        yield features[chosen], labels[chosen]


def line(X, w, b): return torch.matmul(X, w) + b
def half_square(y_hat, y): return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


true_w, true_b = torch.tensor([1.5, -0.5]), 3.0
features, labels = made_up(true_w, true_b, 60)
for X, y in in_batches(4, features, labels):
    print(X, '\n', y)
    break
w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr, num_epochs, net, loss, batch_size = 0.1, 2, line, half_square, 10
timer, sums = Timer(), Sums(2)
for epoch in range(num_epochs):
    for X, y in in_batches(batch_size, features, labels):
        l = loss(net(X, w, b), y)
        l.sum().backward()
        sgd([w, b], lr, batch_size)
        sums.add(l.sum(), y.numel())
    with torch.no_grad():
        train_l = loss(net(features, w, b), labels)
        print(f'epoch {epoch + 1}, loss {float(train_l.mean()):f}')
print(f'off by {true_w - w.reshape(true_w.shape)}')
print(f'off by {true_b - b}')
print(f'average {sums[0] / sums[1]:.4f}', timer.stop() >= 0)
