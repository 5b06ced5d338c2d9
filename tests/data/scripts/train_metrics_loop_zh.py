# 训练框架：配置类、指标类、日志
import torch
from torch import nn, optim
from torch.utils.data import Dataset, DataLoader

class 配置:
    学习率 = 0.05
    批大小 = 8
    轮数 = 3
    设备 = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    随机种子 = 42

class 平均值:
    """记录平均值"""
    def __init__(self, 名字, 格式=':.4f'):
        self.名字 = 名字
        self.格式 = 格式
        self.清零()

    def 清零(self):
        self.和 = 0.0
        self.数量 = 0

    def 更新(self, 值, n=1):
        self.和 += 值 * n
        self.数量 += n

    @property
    def 平均(self):
        return self.和 / max(self.数量, 1)

    def __str__(self):
        return ('{} {' + self.格式 + '}').format(self.名字, self.平均)

class 圆环数据(Dataset):
    def __init__(self, n, 变换=None):
        super().__init__()
        self.点 = torch.randn(n, 2)
        self.标签 = (self.点.norm(dim=1) > 1.1).long()
        self.变换 = 变换

    def __len__(self):
        return len(self.点)

    def __getitem__(self, i):
        x = self.点[i]
        if self.变换 is not None:
            x = self.变换(x)
        return x, self.标签[i]

def 训练一轮(模型, 加载器, 准则, 优化器, 轮):
    模型.train()
    损失表, 精度表 = 平均值('损失'), 平均值('精度', ':.2%')
    for x, y in 加载器:
        x, y = x.to(配置.设备), y.to(配置.设备)
        输出 = 模型(x)
        损失 = 准则(输出, y)
        优化器.zero_grad()
        损失.backward()
        优化器.step()
        损失表.更新(损失.item(), x.size(0))
        精度表.更新((输出.argmax(1) == y).float().mean().item(), x.size(0))
    print('轮 %d/%d' % (轮, 配置.轮数), 损失表, 精度表, sep=' | ')

if __name__ == '__main__':
    torch.manual_seed(配置.随机种子)
    训练集 = 圆环数据(32, 变换=lambda t: torch.cat([t, t ** 2]))
    print(len(训练集), 训练集[0][0].shape, 训练集[0][1])
    加载器 = DataLoader(训练集, batch_size=配置.批大小, shuffle=True)
    模型 = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2)).to(配置.设备)
    优化器 = optim.Adam(模型.parameters(), lr=配置.学习率)
    for 轮 in range(1, 配置.轮数 + 1):
        训练一轮(模型, 加载器, nn.CrossEntropyLoss(), 优化器, 轮)
