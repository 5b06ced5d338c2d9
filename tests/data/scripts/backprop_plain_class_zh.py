# coding:utf-8
# 用纯 Python 手写一个 2-2-2 的神经网络（不用任何框架）
import math
import random

random.seed(3)


class 神经元:
    def __init__(self, 权重, 偏置):
        self.权重 = 权重
        self.偏置 = 偏置

    def 输出(self, 输入):
        self.输入 = 输入
        总和 = 0
        for i in range(len(输入)):
            总和 += 输入[i] * self.权重[i]
        self.值 = 1 / (1 + math.exp(-(总和 + self.偏置)))
        return self.值


class 网络:
    学习率 = 0.5

    def __init__(self, 输入数, 隐藏数, 输出数):
        self.隐藏层 = [神经元([random.random() for _ in range(输入数)], 0.35) for _ in range(隐藏数)]
        self.输出层 = [神经元([random.random() for _ in range(隐藏数)], 0.6) for _ in range(输出数)]

    def 前向(self, 输入):
        中间 = [单元.输出(输入) for 单元 in self.隐藏层]
        return [单元.输出(中间) for 单元 in self.输出层]

    def 训练(self, 输入, 目标):
        self.前向(输入)
        # 1. 输出层的误差
        输出误差 = [0] * len(self.输出层)
        for k, 单元 in enumerate(self.输出层):
            输出误差[k] = -(目标[k] - 单元.值) * 单元.值 * (1 - 单元.值)
        # 2. 隐藏层的误差
        隐藏误差 = [0] * len(self.隐藏层)
        for h, 单元 in enumerate(self.隐藏层):
            和 = sum(输出误差[k] * self.输出层[k].权重[h] for k in range(len(self.输出层)))
            隐藏误差[h] = 和 * 单元.值 * (1 - 单元.值)
        # 3. 更新权重
        for k, 单元 in enumerate(self.输出层):
            for h in range(len(单元.权重)):
                单元.权重[h] -= self.学习率 * 输出误差[k] * 单元.输入[h]
        for h, 单元 in enumerate(self.隐藏层):
            for j in range(len(单元.权重)):
                单元.权重[j] -= self.学习率 * 隐藏误差[h] * 单元.输入[j]

    def 总误差(self, 数据):
        误差 = 0
        for 输入, 目标 in 数据:
            for 目标值, 输出值 in zip(目标, self.前向(输入)):
                误差 += 0.5 * (目标值 - 输出值) ** 2
        return 误差


数据 = [[[0.05, 0.1], [0.01, 0.99]]]
网 = 网络(2, 2, 2)
for 轮 in range(300):
    输入, 目标 = random.choice(数据)
    网.训练(输入, 目标)
    if 轮 % 50 == 0:
        print(轮, round(网.总误差(数据), 9))
print("最终输出：", [round(v, 4) for v in 网.前向([0.05, 0.1])])
最终误差 = 网.总误差(数据)
