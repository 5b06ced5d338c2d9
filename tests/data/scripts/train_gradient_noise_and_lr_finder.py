# A learning rate finder: the rate grows each step, smoothed losses, a stop when it diverges
import copy
import math
import torch
import torch.nn as nn


def find_lr(model, loader, criterion, init_value=1e-4, final_value=10.0, beta=0.9):
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=init_value)
    num = len(loader) * 6 - 1
    mult = (final_value / init_value) ** (1 / num)
    lr, avg_loss, best_loss, batch_num = init_value, 0., 0., 0
    losses, log_lrs = [], []
    while batch_num < num:
        for inputs, labels in loader:
            batch_num += 1
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            avg_loss = beta * avg_loss + (1 - beta) * loss.item()
            smoothed_loss = avg_loss / (1 - beta ** batch_num)
            if batch_num > 1 and smoothed_loss > 4 * best_loss:
                return log_lrs, losses
            if smoothed_loss < best_loss or batch_num == 1:
                best_loss = smoothed_loss
            losses.append(smoothed_loss)
            log_lrs.append(math.log10(lr))
            loss.backward()
            optimizer.step()
            lr *= mult
            optimizer.param_groups[0]["lr"] = lr
    return log_lrs, losses


torch.manual_seed(1)
X = torch.randn(32, 3)
y = X.sum(1, keepdim=True) + 0.1 * torch.randn(32, 1)
loader = [(X[i:i + 8], y[i:i + 8]) for i in range(0, 32, 8)]
net = nn.Linear(3, 1)
before = [p.clone() for p in net.parameters()]
lrs, losses = find_lr(net, loader, nn.MSELoss())
print(len(lrs), all(torch.equal(a, b) for a, b in zip(before, net.parameters())))
best = min(range(len(losses)), key=lambda i: losses[i])
print(f"best at 10^{lrs[best]:.3f}: {losses[best]:.5f}")
for lr_, loss_ in list(zip(lrs, losses))[::6]:
    print(f"{lr_:+.3f} {'#' * int(min(loss_, 6) * 8)} {loss_:.4f}")
