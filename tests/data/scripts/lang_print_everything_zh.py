# 打印：各种各样的 print
from torch import nn
import torch
print('1.', 1, 2.0, 'a', None, True, [1, 'x'], (2,), {'k': [1.5]}, {1}, sep=' / ')
print('a' 'b', end=''); print(); print('-' * 30)
print("训练集 {} 张，测试集 {} 张".format(60, 10), '第%d轮' % 3, f'{0.5:.1%}', '学习率：' + str(1e-3))
w = torch.tensor([[1.5, -2.25]], requires_grad=True)
损失 = (w ** 2).sum()
print(w, 损失, 损失.item(), w.shape, w.dtype, 损失.detach(), 损失.data, float(损失), int(损失), w.tolist())
print('损失 = %.4f' % 损失, '损失 = {:.4f}'.format(损失), f'损失 = {损失:.4f}', f'{损失}', '%s' % w, str(损失.data), sep='\n')
损失.backward()
print('梯度:', w.grad, w.grad.numpy(), w.grad.shape, w.grad[0, 0], -w.grad)
print([损失], (w, 1), {'w': w.data})
net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.25), nn.Linear(6, 2, bias=False), nn.Softmax(dim=1))
print(net); print(net[0], net[0].weight.shape, net[-2].weight.data.shape, len(net)); print(nn.LSTM(3, 4, 2, batch_first=True), nn.Embedding(5, 3), nn.CrossEntropyLoss(), nn.MultiheadAttention(4, 2))
print(torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9))
print(torch.optim.Adam([w], lr=1e-3))
print(list(net.state_dict().keys())); print(nn.Linear(2, 1).bias.shape, nn.Parameter(torch.zeros(2)), torch.device('cpu'), torch.Size([2, 3]), torch.float32, type(w), type(net[0]) is nn.Conv2d)
print({n: p.numel() for n, p in net.named_parameters()}, sum(p.numel() for p in net.parameters()))
