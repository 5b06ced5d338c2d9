# Softmax regression and an MLP from scratch on blobs: gather, accuracy, evaluate, a class for metrics
import torch
from torch import nn
from torch.utils import data

torch.manual_seed(2)
centres = torch.tensor([[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]])
labels = torch.randint(0, 3, (90,))
features = centres[labels] + 0.6 * torch.randn(90, 2)


def loader_of(data_arrays, batch_size, is_train=True):
    dataset = data.TensorDataset(*data_arrays)
    return data.DataLoader(dataset, batch_size, shuffle=is_train)


def softmax(X):
    raised = torch.exp(X)
    total = raised.sum(1, keepdim=True)
    return raised / total


def cross_entropy(y_hat, y):
    return - torch.log(y_hat[range(len(y_hat)), y])


def accuracy(y_hat, y):
    if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
        y_hat = y_hat.argmax(axis=1)
    right_ones = y_hat.type(y.dtype) == y
    return float(right_ones.type(y.dtype).sum())


def accuracy_on(net, data_iter):
    if isinstance(net, torch.nn.Module):
        net.eval()
    right, total = 0.0, 0
    with torch.no_grad():
        for X, y in data_iter:
            right, total = right + accuracy(net(X), y), total + y.numel()
    return right / total


train_iter = loader_of((features[:60], labels[:60]), 20)
test_iter = loader_of((features[60:], labels[60:]), 30, is_train=False)
W = torch.normal(0, 0.01, size=(2, 3), requires_grad=True)
b = torch.zeros(3, requires_grad=True)
net = lambda X: softmax(torch.matmul(X.reshape((-1, W.shape[0])), W) + b)
y = torch.tensor([0, 2])
y_hat = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
print(y_hat[[0, 1], y], cross_entropy(y_hat, y), accuracy(y_hat, y) / len(y))
for epoch in range(2):
    for X, y in train_iter:
        l = cross_entropy(net(X), y).mean()
        l.backward()
        with torch.no_grad():
            for p in (W, b):
                p -= 0.5 * p.grad
                p.grad.zero_()
    print(epoch, f"{accuracy_on(net, test_iter):.3f}", float(l))

mlp = nn.Sequential(nn.Flatten(), nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3))


def init_weights(m):
    if type(m) == nn.Linear:
        nn.init.normal_(m.weight, std=0.5)


mlp.apply(init_weights);
trainer = torch.optim.SGD(mlp.parameters(), lr=0.2)
loss = nn.CrossEntropyLoss(reduction='none')
for epoch in range(2):
    for X, y in train_iter:
        trainer.zero_grad()
        l = loss(mlp(X), y)
        l.mean().backward()
        trainer.step()
    print('epoch %d, train %.3f, test %.3f' % (epoch, accuracy_on(mlp, train_iter), accuracy_on(mlp, test_iter)))
    mlp.train()
