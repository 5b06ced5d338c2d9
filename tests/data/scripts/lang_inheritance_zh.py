# 类的继承：动物、层、优化器
import torch

class 动物:
    def __init__(self, 名):
        self.名 = 名
    def 叫(self):
        return '...'
    def 介绍(self):
        print('我是%s，我会%s' % (self.名, self.叫()))

class 狗(动物):
    def 叫(self):
        return '汪汪'

class 小狗(狗):
    def __init__(self, 名, 月龄):
        super().__init__(名)
        self.月龄 = 月龄
    def 叫(self):
        return '小声' + super().叫()

for a in (动物('动物'), 狗('旺财'), 小狗('小白', 3)):
    a.介绍()

class 优化器基类:
    def __init__(self, 参数, lr):
        self.参数 = list(参数)
        self.lr = lr
    def zero_grad(self):
        for p in self.参数:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.参数):
            if p.grad is None:
                continue
            self.更新(i, p)
    def 更新(self, i, p):
        raise NotImplementedError

class 朴素SGD(优化器基类):
    def 更新(self, i, p):
        p.add_(-self.lr * p.grad)

class 动量SGD(优化器基类):
    def __init__(self, 参数, lr, 动量=0.9):
        super().__init__(参数, lr)
        self.动量 = 动量
        self.速度 = [torch.zeros_like(p) for p in self.参数]
    def 更新(self, i, p):
        self.速度[i].mul_(self.动量).add_(p.grad)
        p.sub_(self.lr * self.速度[i])

class 我的Adam(优化器基类):
    def __init__(self, 参数, lr=0.1, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(参数, lr)
        self.b1, self.b2 = betas
        self.eps = eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.参数]
        self.v = [torch.zeros_like(p) for p in self.参数]
    def step(self):
        self.t += 1
        super().step()
    def 更新(self, i, p):
        self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
        self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad ** 2
        p.sub_(self.lr * (self.m[i] / (1 - self.b1 ** self.t)) / ((self.v[i] / (1 - self.b2 ** self.t)).sqrt() + self.eps))

for 名字, 类 in [('SGD', 朴素SGD), ('动量', 动量SGD), ('Adam', 我的Adam)]:
    w = torch.tensor([5.0, -3.0], requires_grad=True)
    opt = 类([w], lr=0.1)
    for _ in range(15):
        opt.zero_grad()
        l = (w * w).sum()
        l.backward()
        opt.step()
    print(f'{名字}: {w.tolist()} 损失 {l.item():.5f}')
