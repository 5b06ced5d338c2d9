# 带约束的优化：罚函数法。 min x^2 + 2y^2，满足 x + y = 1
import torch

x = torch.tensor(0.0, requires_grad=True)
y = torch.tensor(0.0, requires_grad=True)
优化器 = torch.optim.Adam([x, y], lr=0.05)

罚因子 = 1.0
for 外层 in range(4):
    for 内层 in range(40):
        优化器.zero_grad()
        目标 = x ** 2 + 2 * y ** 2
        违反 = (x + y - 1) ** 2
        (目标 + 罚因子 * 违反).backward()
        优化器.step()
    print('罚因子=%6.1f  x=%.4f  y=%.4f  约束误差=%.5f' % (罚因子, x, y, 违反.sqrt()))
    罚因子 *= 5
print('理论解：x=2/3, y=1/3')
