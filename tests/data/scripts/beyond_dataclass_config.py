# a config as a dataclass, as in the GPT tutorials
from dataclasses import dataclass
import torch
from torch import nn

@dataclass
class Config:
    n_in: int = 4
    n_hidden: int = 8
    n_out: int = 2
    bias: bool = True

class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.fc = nn.Linear(config.n_in, config.n_hidden, bias=config.bias)
        self.head = nn.Linear(config.n_hidden, config.n_out, bias=config.bias)
    def forward(self, x):
        return self.head(torch.relu(self.fc(x)))

config = Config(n_hidden=6)
print(config, config.n_hidden)
net = Net(config)
loss = net(torch.randn(3, config.n_in)).square().mean()
loss.backward()
print(f"{loss.item():.6f}", net.fc.weight.grad.shape)
