import torch
import torch.nn as nn
import torch.nn.functional as F

x = torch.linspace(-3, 3, 7, requires_grad=True)
activations = [nn.ReLU(), nn.LeakyReLU(0.1), nn.ELU(), nn.SELU(), nn.GELU(), nn.SiLU(), nn.Mish(), nn.Softplus(), nn.Sigmoid(),
               nn.Tanh(), nn.Hardtanh(), nn.Hardsigmoid(), nn.Hardswish(), nn.LogSigmoid(), nn.Softsign(), nn.Tanhshrink(), nn.PReLU(),
               nn.Softmax(dim=0), nn.LogSoftmax(dim=0), nn.CELU(0.5), nn.Threshold(0.1, 0.)]
for act in activations:
    y = act(x)
    g, = torch.autograd.grad(y.sum(), x)
    print("%-32s" % act, " ".join("%6.3f" % v for v in y.tolist()), "|", " ".join("%6.3f" % v for v in g.tolist()))
print(F.relu(x).equal(torch.relu(x)), F.softmax(x, dim=0).sum().item(), F.leaky_relu(x, 0.2)[0], F.gelu(x, approximate="tanh")[1])
print(F.normalize(torch.tensor([[3., 4.]])), F.softmin(torch.tensor([1., 2.]), dim=0), F.glu(torch.arange(4.)), F.dropout(torch.ones(4), p=0.5, training=False))
