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
)


def prepare() -> None:
    """Touch what programs touch: torch imports much of itself on first use, and a sealed process opens no file."""
    torch.set_num_threads(1)
    sys.setrecursionlimit(_DEEPEST)
    warnings.simplefilter("ignore")
    for source in _WARM:
        msgspec.json.encode(run_program(Request(source)))
