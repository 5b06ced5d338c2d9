# Spiral data, numpy for the data and torch for the network
import numpy as np
import torch
import torch.nn as nn
import matplotlib.pyplot as plt

np.random.seed(0)
torch.manual_seed(0)

N = 30  # points per class
D = 2   # dimensionality
K = 3   # classes
X = np.zeros((N * K, D))
y = np.zeros(N * K, dtype='uint8')
for j in range(K):
    ix = range(N * j, N * (j + 1))
    r = np.linspace(0.0, 1, N)
    t = np.linspace(j * 4, (j + 1) * 4, N) + np.random.randn(N) * 0.2
    X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
    y[ix] = j
plt.scatter(X[:, 0], X[:, 1], c=y, s=40, cmap=plt.cm.Spectral)

X = torch.from_numpy(X).float()
y = torch.from_numpy(y).long()

model = nn.Sequential(
    nn.Linear(D, 20),
    nn.ReLU(),
    nn.Linear(20, K)
)
print(model)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-2, weight_decay=1e-5)

for t in range(100):
    y_pred = model(X)
    loss = criterion(y_pred, y)
    score, predicted = torch.max(y_pred, 1)
    acc = (y == predicted).sum().float() / len(y)
    if t % 25 == 0:
        print("[EPOCH]: %i, [LOSS]: %.6f, [ACCURACY]: %.3f" % (t, loss.item(), acc))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

confusion = torch.zeros(K, K, dtype=torch.int64)
for a, b in zip(y.tolist(), predicted.tolist()):
    confusion[a, b] += 1
print(confusion)
