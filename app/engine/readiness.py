"""What a process does before its first run: torch on one thread, and everything imported that a run may need."""

import sys
import warnings

import msgspec
import torch

from app.engine.run import run_program
from app.graph.model import Request

_DEEPEST = 8_000
_WARM = (
    "x = torch.randn(3, 3)\nw = param([[0.1, 0.2, 0.3], [0.2, 0.1, 0.4], [1.0, 0.3, 0.2]])\nprint(w, x.tolist())\n"
    "h = torch.relu(x @ w).softmax(dim=1)\nloss = F.cross_entropy(h, torch.tensor([0, 1, 2]))\n"
    "loss = loss + torch.linalg.inv(w).sum()\nloss.backward()",
    "a = param(2.0)\na[5]",
    "big = torch.randn(64, 100, requires_grad=True)\ny = torch.sort(big)\ny.values.max(dim=0).values.sum()",
    "F.conv2d(torch.ones(1, 1, 4, 4, requires_grad=True), torch.ones(1, 1, 2, 2)).sum().backward()\nxx = tesnor(1)",
    "import torch.nn as nn\nfrom torch.utils.data import DataLoader, TensorDataset\n"
    "net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.ReLU())\nrnn = nn.LSTM(2, 1)\n"
    "opt = torch.optim.Adam([*net.parameters(), *rnn.parameters()])\nsched = torch.optim.lr_scheduler.StepLR(opt, 2)\n"
    "for (x,) in DataLoader(TensorDataset(torch.randn(4, 2)), batch_size=2, shuffle=True):\n"
    "    rnn(net(x)[None])[0].sum().backward()\n    opt.step()\nsched.step()\nprint(net, opt)",
    "import numpy as np, copy, random, time\nfrom collections import Counter\n"
    "a = np.array([[2.0, 1.0], [1.0, 3.0]])\nprint(np.median(a), np.linalg.eigh(a), np.unique(a))\n"
    "print(Counter('ab').most_common(1))\n"
    "print(np.random.default_rng(0).normal(), np.einsum('ij->j', a), np.polyfit([0, 1], [1, 3], 1), time.ctime())\n"
    "print(torch.from_numpy(a), copy.deepcopy([torch.ones(1)]), random.gauss(0, 1), f'{a[0, 0]:.2f}')",
    "from torch.distributions import Categorical, MultivariateNormal, Normal, kl_divergence\n"
    "p = Normal(torch.ones(2, requires_grad=True), 1.0)\n"
    "(kl_divergence(p, Normal(0.0, 1.0)) + p.log_prob(p.rsample())).sum().backward()\n"
    "print(p, Categorical(torch.ones(3)).sample(), MultivariateNormal(torch.zeros(2), torch.eye(2)).entropy())",
)


def prepare() -> None:
    """Touch what programs touch: torch imports much of itself on first use, and a sealed process opens no file."""
    torch.set_num_threads(1)
    sys.setrecursionlimit(_DEEPEST)
    warnings.simplefilter("ignore")
    for source in _WARM:
        msgspec.json.encode(run_program(Request(source)))
