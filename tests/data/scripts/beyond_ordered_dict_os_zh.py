# 头部常见的杂项：os、typing、collections
from __future__ import print_function
import os
import sys
from collections import OrderedDict, defaultdict, Counter
from typing import List, Tuple, Optional
import torch
import torch.nn as nn
os.environ["KMP_DUPLICATE_LIB_OK"] = "TRUE"
os.environ['CUDA_VISIBLE_DEVICES'] = '0'

net = nn.Sequential(OrderedDict([
    ('隐藏', nn.Linear(2, 3)),
    ('激活', nn.ReLU()),
    ('输出', nn.Linear(3, 1)),
]))
print(net)
print(net.隐藏.weight.shape)
def 平均(xs: List[float], 默认: Optional[float] = None) -> float:
    return sum(xs) / len(xs) if xs else 默认
print(平均([1.0, 2.0]), 平均([]))
计数 = Counter('反向传播传播')
print(计数.most_common(2), 计数['传'])
组 = defaultdict(list)
for i in range(4): 组[i % 2].append(i)
print(dict(组))
net(torch.ones(1, 2)).sum().backward()
print(net.输出.bias.grad)
