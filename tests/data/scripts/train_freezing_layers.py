# Fine-tuning: freeze a backbone, train a new head with two param groups
import torch
from torch import nn, optim

torch.manual_seed(8)

class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 4), nn.ReLU())
        self.classifier = nn.Linear(4, 10)

    def forward(self, x):
        return self.classifier(self.features(x))

net = Backbone()
for param in net.parameters():
    param.requires_grad = False
net.classifier = nn.Linear(net.classifier.in_features, 2)

trainable = [name for name, p in net.named_parameters() if p.requires_grad]
print("trainable:", trainable)
total = sum(p.numel() for p in net.parameters())
print(f"{sum(p.numel() for p in net.parameters() if p.requires_grad)} of {total} parameters")

x, y = torch.randn(10, 6), torch.randint(0, 2, (10,))
before = net.features[0].weight.clone()
optimizer = optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1, momentum=0.9)
for i in range(10):
    loss = nn.CrossEntropyLoss()(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("backbone unchanged:", torch.equal(before, net.features[0].weight), net.features[0].weight.grad)

# unfreeze, with a smaller rate for the backbone
for p in net.features.parameters():
    p.requires_grad_(True)
head = list(map(id, net.classifier.parameters()))
base = filter(lambda p: id(p) not in head, net.parameters())
optimizer = optim.Adam([
    {"params": base},
    {"params": net.classifier.parameters(), "lr": 1e-2},
], lr=1e-3)
for epoch in range(5):
    loss = nn.CrossEntropyLoss()(net(x), y)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
print("backbone moved:", not torch.equal(before, net.features[0].weight), "%.4f" % loss.item())
print([(g["lr"], len(g["params"])) for g in optimizer.param_groups])
for g in optimizer.param_groups:
    g["lr"] *= 0.1
print([round(g["lr"], 6) for g in optimizer.param_groups])
