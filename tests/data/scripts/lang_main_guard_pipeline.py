"""
A complete little project in one file: data, model, train, test, main().
"""
import math
import random
import time
import copy

import numpy as np
import torch
import torch.nn as nn

SEED = 2024
N_CLASSES = 3
VERBOSE = True


def set_seed(seed=SEED):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def log(*args, **kwargs):
    if VERBOSE:
        print("[log]", *args, **kwargs)


def make_rings(n_per_class, noise=0.1):
    xs, ys = [], []
    for c in range(N_CLASSES):
        for _ in range(n_per_class):
            angle = random.uniform(0, 2 * math.pi)
            radius = (c + 1) + random.gauss(0, noise)
            xs.append([radius * math.cos(angle), radius * math.sin(angle)])
            ys.append(c)
    return np.array(xs, dtype=np.float32), np.array(ys)


def split(x, y, ratio=0.75):
    order = np.random.permutation(len(x))
    cut = int(len(x) * ratio)
    return (x[order[:cut]], y[order[:cut]]), (x[order[cut:]], y[order[cut:]])


class Net(nn.Module):
    def __init__(self, hidden=(12, 8)):
        super().__init__()
        layers, last = [], 2
        for h in hidden:
            layers += [nn.Linear(last, h), nn.ReLU()]
            last = h
        layers.append(nn.Linear(last, N_CLASSES))
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return self.body(x)


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def train(model, train_set, test_set, epochs=60, lr=0.05):
    (x, y), (xt, yt) = train_set, test_set
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    best_acc, best_state, t0 = 0.0, None, time.time()
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        acc = accuracy(model, xt, yt)
        if acc > best_acc:
            best_acc, best_state = acc, copy.deepcopy(model.state_dict())
        if epoch % 20 == 0:
            log("epoch %d" % epoch, "loss %.4f" % loss.item(), "test acc %.3f" % acc, sep=", ")
    seconds = time.time() - t0
    assert seconds >= 0.0
    model.load_state_dict(best_state)
    return best_acc


def main():
    set_seed()
    x, y = make_rings(16)
    log("data:", x.shape, x.dtype, y.shape, np.bincount(y))
    train_set, test_set = split(x, y)
    train_set = tuple(torch.from_numpy(a) for a in train_set)
    test_set = tuple(map(torch.from_numpy, test_set))
    model = Net()
    log(model)
    best = train(model, train_set, test_set)
    log("best accuracy: {:.2%}".format(best))
    per_class = {}
    for c in range(N_CLASSES):
        mask = train_set[1] == c
        per_class[c] = round(accuracy(model, train_set[0][mask], train_set[1][mask]), 3)
    log(per_class)


if __name__ == '__main__':
    main()
