# 权重衰减：参数组
import torch
from torch import nn

n_train, n_test, num_inputs = 20, 50, 40
true_w, true_b = torch.ones((num_inputs, 1)) * 0.01, 0.05
def make(n):
    X = torch.randn(n, num_inputs)
    return X, X @ true_w + true_b + torch.randn(n, 1) * 0.01
训练集, 测试集 = make(n_train), make(n_test)

def l2_penalty(w):
    return torch.sum(w.pow(2)) / 2

def train_scratch(lambd):
    w = torch.normal(0, 1, size=(num_inputs, 1), requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    X, y = 训练集
    for epoch in range(40):
        l = ((X @ w + b - y) ** 2 / 2).mean() + lambd * l2_penalty(w)
        l.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.05 * p.grad
                p.grad.zero_()
    print('w的L2范数是：', torch.norm(w).item())

def train_concise(wd):
    net = nn.Sequential(nn.Linear(num_inputs, 1))
    for param in net.parameters():
        param.data.normal_()
    loss = nn.MSELoss(reduction='none')
    # 偏置参数没有衰减
    trainer = torch.optim.SGD([
        {"params": net[0].weight, 'weight_decay': wd},
        {"params": net[0].bias}], lr=0.05)
    for epoch in range(40):
        trainer.zero_grad()
        l = loss(net(训练集[0]), 训练集[1])
        l.mean().backward()
        trainer.step()
    test = nn.functional.mse_loss(net(测试集[0]), 测试集[1]).item()
    print('w的L2范数：', net[0].weight.norm().item(), '测试损失：%.4f' % test)
    for g in trainer.param_groups:
        print(g['lr'], g['weight_decay'], len(g['params']))

train_scratch(lambd=0)
train_scratch(lambd=3)
train_concise(0)
train_concise(3)
