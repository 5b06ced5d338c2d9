# Convolution sizes by formula, a small CNN, activations collected by hooks, adaptive pooling
import math
import torch
import torch.nn as nn
from torch.nn import functional as F

torch.manual_seed(0)


def out_size(n, k, p=0, s=1):
    return math.floor((n + 2 * p - k) / s) + 1


class Net(nn.Module):
    def __init__(self, num_classes: int = 3):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, kernel_size=3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3, stride=2), nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.classifier = nn.Linear(8, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)

    def forward(self, x):
        x = self.pool(self.features(x))
        x = torch.flatten(x, 1)
        return F.log_softmax(self.classifier(x), dim=-1)


net = Net()
activation = {}
def get_activation(name):
    def hook(model, input, output):
        activation[name] = output.detach()
    return hook
for i in (0, 4):
    net.features[i].register_forward_hook(get_activation(f"conv{i}"))
x = torch.randn(5, 1, 12, 12)
print("input", x.size(), "expected", out_size(12, 3, 1), out_size(6, 3, 0, 2))
for index, layer in enumerate(net.features):
    x2 = layer(x if index == 0 else x2)
    print(f"{index} {type(layer).__name__:<12} {list(x2.shape)}")
y = torch.tensor([0, 1, 2, 0, 1])
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
for epoch in range(3):
    optimizer.zero_grad()
    output = net(x)
    loss = F.nll_loss(output, y)
    loss.backward()
    optimizer.step()
    pred = output.argmax(dim=1, keepdim=True)
    correct = pred.eq(y.view_as(pred)).sum().item()
    print(f"{epoch} {loss.item():.4f} {correct}/{len(y)} ({100. * correct / len(y):.0f}%)")
print({k: tuple(v.shape) for k, v in activation.items()})
total_params = sum(math.prod(p.shape) for p in net.parameters())
print(total_params)
