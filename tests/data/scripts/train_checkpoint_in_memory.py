# Checkpoints without files: state_dict copies of model and optimizer, resumed in a second run
import copy
import torch
import torch.nn as nn


def build():
    torch.manual_seed(11)
    net = nn.Sequential(nn.Linear(2, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 1))
    return net, torch.optim.Adam(net.parameters(), lr=0.02)


def fit(net, opt, x, y, start, stop):
    for epoch in range(start, stop):
        opt.zero_grad()
        loss = nn.functional.l1_loss(net(x).squeeze(), y)
        loss.backward()
        opt.step()
        yield epoch, loss.item()


x = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
y = x[:, 0] * x[:, 1]
net, opt = build()
straight = dict(fit(net, opt, x, y, 0, 8))

net, opt = build()
first = dict(fit(net, opt, x, y, 0, 4))
checkpoint = {"epoch": 4, "model": copy.deepcopy(net.state_dict()), "optim": copy.deepcopy(opt.state_dict())}
print(list(checkpoint["model"]))
print(sorted(checkpoint["optim"].keys()), checkpoint["optim"]["param_groups"][0]["lr"])

net2, opt2 = build()
missing = net2.load_state_dict(checkpoint["model"])
print(missing)
opt2.load_state_dict(checkpoint["optim"])
second = dict(fit(net2, opt2, x, y, checkpoint["epoch"], 8))
print("resumed equals straight:", {**first, **second} == straight)
for key, value in straight.items():
    print(key, f"{value:.6f}")
partial = {k: v for k, v in net2.state_dict().items() if k.startswith("0.")}
print(net.load_state_dict(partial, strict=False))
