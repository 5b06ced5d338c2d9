# 感知机与门电路
import numpy as np

def AND(x1, x2):
    x = np.array([x1, x2])
    w = np.array([0.5, 0.5])
    b = -0.7
    tmp = np.sum(w * x) + b
    if tmp <= 0:
        return 0
    else:
        return 1

def NAND(x1, x2):
    return 1 if np.dot([-0.5, -0.5], [x1, x2]) + 0.7 > 0 else 0

def OR(x1, x2):
    return int(0.5 * x1 + 0.5 * x2 - 0.2 > 0)

def XOR(x1, x2):
    s1 = NAND(x1, x2)
    s2 = OR(x1, x2)
    return AND(s1, s2)

if __name__ == '__main__':
    for 门 in ('AND', 'OR', 'XOR'):
        for xs in [(0, 0), (1, 0), (0, 1), (1, 1)]:
            y = {'AND': AND, 'OR': OR, 'XOR': XOR}[门](*xs)
            print(门, str(xs) + " -> " + str(y))

class 感知机(object):
    def __init__(self, 输入数, 激活函数):
        self.激活函数 = 激活函数
        self.权重 = [0.0 for _ in range(输入数)]
        self.偏置 = 0.0

    def __str__(self):
        return '权重\t:%s\n偏置\t:%f\n' % (self.权重, self.偏置)

    def 预测(self, 输入):
        return self.激活函数(sum(map(lambda xw: xw[0] * xw[1], zip(输入, self.权重))) + self.偏置)

    def 训练(self, 样本, 轮数, 速率):
        for i in range(轮数):
            for 输入, 标签 in 样本:
                误差 = 标签 - self.预测(输入)
                self.权重 = list(map(lambda xw: xw[1] + 速率 * 误差 * xw[0], zip(输入, self.权重)))
                self.偏置 += 速率 * 误差

p = 感知机(2, lambda x: 1 if x > 0 else 0)
p.训练([([1, 1], 1), ([0, 0], 0), ([1, 0], 0), ([0, 1], 0)], 10, 0.1)
print(p)
print('1 and 1 = %d' % p.预测([1, 1]), '0 and 1 = %d' % p.预测([0, 1]))
