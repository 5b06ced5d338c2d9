# 强化学习：多臂老虎机 + 策略梯度
import numpy as np
import torch
import torch.nn.functional as F

class 老虎机:
    def __init__(self, 概率):
        self.概率 = 概率
        self.最优 = int(np.argmax(概率))
    def 拉(self, k):
        return 1.0 if np.random.rand() < self.概率[k] else 0.0

np.random.seed(1); torch.manual_seed(1)
机器 = 老虎机([0.2, 0.5, 0.8])

# ε-贪心
估计, 次数 = np.zeros(3), np.zeros(3)
总奖励 = 0
for t in range(100):
    k = np.random.randint(3) if np.random.rand() < 0.1 else int(np.argmax(估计))
    r = 机器.拉(k)
    次数[k] += 1
    估计[k] += (r - 估计[k]) / 次数[k]
    总奖励 += r
print('ε-贪心:', 总奖励, 次数.astype(int), np.round(估计, 3))

# REINFORCE
偏好 = torch.zeros(3, requires_grad=True)
优化器 = torch.optim.SGD([偏好], lr=0.3)
基线 = 0.0
for t in range(60):
    概率 = F.softmax(偏好, dim=0)
    动作 = torch.multinomial(概率, 1).item()
    奖励 = 机器.拉(动作)
    损失 = -torch.log(概率[动作]) * (奖励 - 基线)
    优化器.zero_grad()
    损失.backward()
    优化器.step()
    基线 = 0.9 * 基线 + 0.1 * 奖励
print('策略:', F.softmax(偏好, 0).detach().numpy().round(3), '最优臂', 机器.最优)
