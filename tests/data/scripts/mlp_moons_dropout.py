"""Two moons, dropout, train() and eval()."""
import math
import torch
from torch import nn, optim
import torch.nn.functional as F

torch.manual_seed(1)
n = 40
theta = torch.rand(n) * math.pi
upper = torch.stack([theta.cos(), theta.sin()], dim=1)
lower = torch.stack([1 - theta.cos(), 0.5 - theta.sin()], dim=1)
X = torch.cat([upper, lower]) + 0.1 * torch.randn(2 * n, 2)
y = torch.cat([torch.zeros(n), torch.ones(n)]).long()
perm = torch.randperm(2 * n)
X, y = X[perm], y[perm]
X_train, X_test = X[:60], X[60:]
y_train, y_test = y[:60], y[60:]


class Net(nn.Module):
    def __init__(self, n_hidden=16, p=0.3):
        super(Net, self).__init__()
        self.hidden = nn.Linear(2, n_hidden)
        self.drop = nn.Dropout(p)
        self.out = nn.Linear(n_hidden, 2)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = self.drop(x)
        return F.log_softmax(self.out(x), dim=1)


def evaluate(model, X, y):
    model.eval()
    with torch.no_grad():
        out = model(X)
        pred = out.argmax(dim=1, keepdim=True)
        correct = pred.eq(y.view_as(pred)).sum().item()
    model.train()
    return F.nll_loss(out, y).item(), correct


net = Net()
optimizer = optim.AdamW(net.parameters(), lr=0.02)
for epoch in range(1, 81):
    net.train()
    optimizer.zero_grad()
    loss = F.nll_loss(net(X_train), y_train)
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        test_loss, correct = evaluate(net, X_test, y_test)
        print('Epoch: {:3d} Train: {:.4f}\tTest: {:.4f}\tAccuracy: {}/{} ({:.0f}%)'.format(
            epoch, loss.item(), test_loss, correct, len(y_test), 100. * correct / len(y_test)))
print(net.training, net.drop.training, net.eval().training, net.drop.p)
