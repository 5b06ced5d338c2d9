import numpy as np
np.set_printoptions(precision=4, suppress=True)

def 激活(z, 求导=False):
    if 求导:
        return z * (1 - z)
    return 1.0 / (1.0 + np.exp(-z))

# 初始化
输入 = np.array([0.05, 0.10])
目标 = np.array([0.01, 0.99])
w_输入隐藏 = np.array([[0.15, 0.25], [0.20, 0.30]])
w_隐藏输出 = np.array([[0.40, 0.50], [0.45, 0.55]])
偏置 = [0.35, 0.60]
学习率 = 0.5

for 次数 in range(1, 61):
    # 前向传播
    隐藏 = 激活(输入 @ w_输入隐藏 + 偏置[0])
    输出 = 激活(隐藏 @ w_隐藏输出 + 偏置[1])
    损失 = 0.5 * np.square(目标 - 输出).sum()
    # 反向传播
    δ输出 = (输出 - 目标) * 激活(输出, 求导=True)
    δ隐藏 = (w_隐藏输出 @ δ输出) * 激活(隐藏, 求导=True)
    w_隐藏输出 -= 学习率 * np.outer(隐藏, δ输出)
    w_输入隐藏 -= 学习率 * np.outer(输入, δ隐藏)
    if 次数 in (1, 20, 40, 60):
        print("第{}次: 输出 = {}, 损失 = {:.6f}".format(次数, 输出, 损失))
print("隐藏层权重:\n{}".format(w_输入隐藏))
print("输出层权重:\n{}".format(w_隐藏输出))
