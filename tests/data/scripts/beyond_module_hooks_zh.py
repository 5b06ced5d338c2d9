# 模块钩子、参数钩子
import torch
from torch import nn
特征 = {}
def 钩子(名):
    def fn(module, inputs, output):
        特征[名] = output.detach()
    return fn
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
把手 = net[1].register_forward_hook(钩子('tanh'))
net[0].weight.register_hook(lambda g: g * 0)
def 反向钩子(module, grad_input, grad_output):
    print('反向经过', module, [tuple(g.shape) for g in grad_output])
net[2].register_full_backward_hook(反向钩子)
y = net(torch.ones(4, 2)).sum()
y.backward()
print(特征['tanh'].shape, net[0].weight.grad)
把手.remove()
特征.clear()
net(torch.ones(1, 2))
print(特征)
