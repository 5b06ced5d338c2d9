# Why do I need zero_grad()? Three loops, printed next to one another
import copy
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(42)
net = nn.Linear(3, 1)
initial = copy.deepcopy(net.state_dict())
X = torch.randn(8, 3)
y = X @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.1


def train(mode: str, epochs: int = 6) -> list[float]:
    net.load_state_dict(initial)
    for p in net.parameters():
        p.grad = None
    opt = optim.SGD(net.parameters(), lr=0.05)
    history = []
    for epoch in range(epochs):
        if mode == "optimizer":
            opt.zero_grad()
        elif mode == "module":
            net.zero_grad(set_to_none=False)
        elif mode == "by hand":
            for p in net.parameters():
                if p.grad is not None:
                    p.grad.detach_()
                    p.grad.zero_()
        loss = nn.functional.mse_loss(net(X), y)
        loss.backward()
        opt.step()
        history.append(round(loss.item(), 5))
    return history


results = {mode: train(mode) for mode in ("optimizer", "module", "by hand", "never")}
width = max(map(len, results))
for mode, history in results.items():
    print(mode.rjust(width), history)
assert results["optimizer"] == results["module"] == results["by hand"]
print("never zeroing differs:", results["never"] != results["optimizer"])
print({name: tuple(p.shape) for name, p in net.named_parameters()})
