# 查看模型参数、state_dict、深拷贝
import copy
import torch
import torch.nn as nn
import torch.optim as optim

class 模型类(nn.Module):
    def __init__(self):
        super(模型类, self).__init__()
        self.层1 = nn.Linear(3, 2)
        self.bn = nn.BatchNorm1d(2)
        self.层2 = nn.Linear(2, 1)

    def forward(self, x):
        return self.层2(torch.relu(self.bn(self.层1(x))))

模型 = 模型类()
print("Model's state_dict:")
for param_tensor in 模型.state_dict():
    print(param_tensor, "\t", 模型.state_dict()[param_tensor].size())
optimizer = optim.SGD(模型.parameters(), lr=0.001, momentum=0.9)
print("Optimizer's param_groups:", optimizer.state_dict()["param_groups"][0]["lr"], optimizer.state_dict()["param_groups"][0]["params"])

备份 = copy.deepcopy(模型)
快照 = {k: v.clone() for k, v in 模型.state_dict().items()}
for _ in range(3):
    模型(torch.randn(4, 3)).pow(2).mean().backward()
    optimizer.step()
    optimizer.zero_grad()
变了 = [k for k, v in 模型.state_dict().items() if not torch.equal(v, 快照[k])]
print('变化的参数:', 变了)
模型.load_state_dict(快照)
print('恢复:', all(torch.equal(a, b) for a, b in zip(模型.parameters(), 备份.parameters())))
print(模型.层1.weight.shape, 模型.层1.in_features, 模型.层1.out_features, 模型.层1.bias is not None)
print(list(模型.children())[1], len(list(模型.modules())))
for i, (n, p) in enumerate(模型.named_parameters()):
    print(i, n, list(p.size()), p.requires_grad, p.is_leaf)
模型.double()
print(模型.层1.weight.dtype); 模型.float()
try:
    模型.load_state_dict({'层1.weight': torch.zeros(2, 3)})
except RuntimeError as e:
    print('缺少参数', 'Missing key' in str(e))
