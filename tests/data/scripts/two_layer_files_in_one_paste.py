"""Several files pasted one after the other: each with its imports and its own main guard."""
# ---- model.py
from __future__ import print_function, division
import torch
import torch.nn as nn

__all__ = ["TwoLayerNet", "train"]
__version__ = "1.0"


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        super(TwoLayerNet, self).__init__()
        self.linear1 = nn.Linear(D_in, H)
        self.linear2 = nn.Linear(H, D_out)

    def forward(self, x):
        h_relu = self.linear1(x).clamp(min=0)
        y_pred = self.linear2(h_relu)
        return y_pred


if __name__ == "__main__":
    print(TwoLayerNet(2, 3, 1), __version__)

# ---- train.py
import sys
import torch
from torch import optim


def train(model, x, y, epochs=4, lr=1e-1, verbose=True, stream=sys.stdout):
    optimizer = optim.SGD(model.parameters(), lr=lr)
    criterion = nn.MSELoss(reduction="sum")
    for t in range(epochs):
        loss = criterion(model(x), y) / len(x)
        if verbose:
            stream.write("%d %.5f\n" % (t, loss.item()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("warning: nothing was saved", file=sys.stderr)
    return loss


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print("arguments:", sys.argv[1:])
    torch.manual_seed(int(1e3))
    N, D_in, H, D_out = 8, 5, 6, 2
    x, y = torch.randn(N, D_in), torch.randn(N, D_out)
    final = train(TwoLayerNet(D_in, H, D_out), x, y)
    print("final {:.4f}".format(final.item()), file=sys.stdout)
