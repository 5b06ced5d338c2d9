# Dataclasses, enums and named tuples to organise an experiment
from collections import namedtuple
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple
import torch

Result = namedtuple("Result", ["name", "loss", "steps"])


class Point(NamedTuple):
    x: float
    y: float = 0.0

    def norm(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5


class Activation(Enum):
    RELU = "relu"
    TANH = "tanh"


class Phase(Enum):
    TRAIN = auto()
    VALID = auto()


@dataclass(order=True, frozen=True)
class Trial:
    score: float
    lr: float = field(compare=False, default=0.1)
    tags: tuple = ()


functions = {Activation.RELU: torch.relu, Activation.TANH: torch.tanh}
trials = []
for act in Activation:
    for lr in (0.1, 0.5):
        w = torch.tensor([0.5, -0.3], requires_grad=True)
        for step in range(5):
            loss = (functions[act](w) - 0.25).pow(2).mean()
            (g,) = torch.autograd.grad(loss, w)
            w = (w - lr * g).detach().requires_grad_()
        trials.append(Trial(round(loss.item(), 6), lr, (act.value,)))
print(sorted(trials))
best = min(trials)
print(best, best.tags, best == Trial(best.score, 99.0, best.tags))
r = Result("best", best.score, steps=5)
print(r, r._replace(steps=6), r._asdict(), r.name, r[1], len(r))
p = Point(3.0, 4.0)
x, y = p
print(p, p.norm(), x + y, Point(1.0))
print(Phase.TRAIN, Phase.VALID.value, Activation("tanh"), Activation["RELU"].name, list(Phase))
try:
    best.lr = 1.0
except Exception as e:
    print(type(e).__name__)
