"""Programs whose graphs have groups of every kind, with every preset: run, and laid out."""

from functools import cache

from app.engine.run import run_program
from app.graph.coordinates import Placement
from app.graph.drawing import structure
from app.graph.model import Graph, Pass, Request, Run
from app.layout import place
from app.presets import PRESETS

LONG = "weighted_" * 6 + "sum"
LINEAR = "net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))\n"
PROGRAMS = {
    "modules in modules": LINEAR + "loss = net(torch.ones(4, 2)).pow(2).mean()\nloss.backward()",
    "a list of modules": (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])\n"
        "    def forward(self, x):\n        for layer in self.layers:\n            x = layer(x)\n        return x\n"
        "model = Net()\nmodel(torch.ones(2)).sum().backward()"
    ),
    "a module of the program's own in torch's": (
        "class Twice(nn.Module):\n    def forward(self, x):\n        return x * 2 + 1\n"
        "net = nn.Sequential(Twice(), nn.Softmax(0), nn.Linear(2, 1))\nnet(torch.ones(2)).sum().backward()"
    ),
    "methods and functions": (
        "class Line:\n    def __init__(self):\n        self.w = param(2.0)\n"
        "    def at(self, x):\n        return self.w * x + 1\n"
        "def 损失(y):\n    return (y - 1) ** 2\nline = Line()\nloss = 损失(line.at(3.0))\nloss.backward()"
    ),
    "rounds of a loop": (
        "w = param(0.5)\ns = w\nfor i, (x, y) in enumerate([(torch.tensor(1.0), 2.0), (torch.tensor(3.0), 4.0)]):\n"
        "    s = s * x + y\nfor x in [torch.tensor(1.0), torch.tensor(2.0)]:\n    s = s + x * w\n"
        "for name in ['a', 'b']:\n    s = s * w + 1\ns.backward()"
    ),
    "a gradient of a gradient": (
        "x = param(2.0)\n(g,) = torch.autograd.grad(x**3 + x, x, create_graph=True)\nloss = g * x\nloss.backward()"
    ),
    "names that look like markup": (
        "from collections import OrderedDict\n"
        "net = nn.Sequential(OrderedDict([('<b>&\"', nn.Linear(2, 2)), ('</svg>\\\\N', nn.Linear(2, 2))]))\n"
        "net(torch.ones(2)).sum().backward()"
    ),
    "one long name": (f"def {LONG}(a):\n    return a * 2\nw = param(2.0)\nloss = {LONG}(w) ** 2\nloss.backward()"),
    "calls within calls": (
        "w = param(1.0)\ndef f(n):\n    return w * 0.5 if n == 0 else f(n - 1) * w + n\n"
        "loss = f(12) * w\nloss.backward()"
    ),
}
SOURCES = {**{slug: preset.source for slug, preset in PRESETS.items()}, **PROGRAMS}


@cache
def made(name: str) -> Run:
    """The run up to its second pass."""
    return run_program(Request(SOURCES[name], until=2))


def pass_of(name: str) -> Pass:
    """The last pass."""
    return made(name).passes[-1]


def graph_of(name: str) -> Graph:
    graph = pass_of(name).graph
    assert graph is not None
    return graph


@cache
def placed(name: str) -> Placement:
    return place(structure(graph_of(name)), node_limit=3000)
