# all the usual import spellings
import math, random, time, copy
import torch, numpy as np
import torch as th
import torch.nn
import torch.nn as nn
import torch.nn.functional
import torch.nn.functional as F
import torch.optim
import torch.optim as optim
import torch.utils.data
import torch.utils.data as Data
import numpy.random as npr
from math import sqrt, pi as PI, exp
from copy import deepcopy
from random import randint, seed
from numpy import array
from torch import nn, optim, Tensor, tensor
from torch.autograd import Variable, grad, Function
from torch.nn import functional as F2, Linear, Module, Parameter
from torch.nn import init
from torch.nn.parameter import Parameter as P2
from torch.nn.utils import clip_grad_norm_
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import (
    Dataset,
    DataLoader,
    TensorDataset,
)
import matplotlib
import matplotlib.pyplot as plt
import matplotlib.pylab as pylab
from matplotlib import cm
from matplotlib.animation import FuncAnimation
from mpl_toolkits.mplot3d import Axes3D
plt.rcParams['font.sans-serif'] = ['SimHei']
plt.style.use('ggplot')

print(th is torch, F is F2, P2 is Parameter, np.array([1]).sum() == array([1]).sum())
x = th.tensor([sqrt(4.0), PI], requires_grad=True)
g, = grad((x * x).sum(), x)
print(g, torch.nn.functional.relu(torch.tensor(-1.)), torch.nn.Linear(1, 1, bias=False).weight.shape)
print(isinstance(x, Tensor), isinstance(Linear(1, 1), Module), isinstance(Parameter(torch.ones(1)), torch.Tensor))
seed(3); print(randint(1, 100)); npr.seed(3); print(npr.rand())

layer = Linear(2, 1)
opt = SGD(layer.parameters(), lr=0.1)
sched = StepLR(opt, 1, 0.5)
for xb, yb in DataLoader(TensorDataset(torch.ones(4, 2), torch.zeros(4, 1)), batch_size=2):
    F.mse_loss(layer(xb), yb).backward()
    clip_grad_norm_(layer.parameters(), 1.0)
    opt.step(); opt.zero_grad()
sched.step()
print(layer.weight, opt.param_groups[0]["lr"])
