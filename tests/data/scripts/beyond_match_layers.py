# match/case picks the layers from short descriptions
import torch
import torch.nn as nn


def layer(spec):
    match spec:
        case "relu":
            return nn.ReLU()
        case "tanh" | "sigmoid" as name:
            return {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[name]()
        case ("linear", int(n_in), int(n_out)):
            return nn.Linear(n_in, n_out)
        case {"kind": "dropout", "p": p} if 0 <= p < 1:
            return nn.Dropout(p)
        case [first, *rest]:
            return nn.Sequential(layer(first), *map(layer, rest))
        case _:
            raise ValueError(f"unknown layer: {spec!r}")


torch.manual_seed(0)
net = nn.Sequential(*[layer(s) for s in [("linear", 2, 3), "tanh", {"kind": "dropout", "p": 0.0}, ["relu", ("linear", 3, 1)]]])
print(net)
out = net(torch.ones(1, 2))
out.sum().backward()
print(out.item(), net[0].weight.grad)
try:
    layer({"kind": "dropout", "p": 2})
except ValueError as error:
    print(error)


def describe(x):
    match x:
        case None:
            return "nothing"
        case 0 | 0.0:
            return "zero"
        case bool():
            return "truth"
        case int(n) if n < 0:
            return "negative"
        case int() | float():
            return "number"
        case str() as s:
            return f"text of {len(s)}"
        case (a, b):
            return f"pair {a} {b}"
        case [] | {}:
            return "empty"
    return "other"


print([describe(v) for v in (None, 0, True, -3, 2.5, "abc", (1, 2), [], {"k": 1}, object)])
