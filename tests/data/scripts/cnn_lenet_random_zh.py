# LeNet 小网络，随机图片
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Net(nn.Module):

    def __init__(self):
        super(Net, self).__init__()
        # 1 个输入通道，4 个输出通道，3x3 卷积核
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 6, 3)
        # 仿射操作：y = Wx + b
        self.fc1 = nn.Linear(6 * 2 * 2, 12)
        self.fc2 = nn.Linear(12, 10)

    def forward(self, x):
        # 2x2 最大池化
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))
        # 如果是方阵，可以只写一个数字
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, self.num_flat_features(x))
        x = F.relu(self.fc1(x))
        return self.fc2(x)

    def num_flat_features(self, x):
        size = x.size()[1:]  # 除批量维度外的所有维度
        num_features = 1
        for s in size:
            num_features *= s
        return num_features


net = Net()
print(net)
params = list(net.parameters())
print('参数个数：', len(params))
print(params[0].size())  # conv1 的 weight

input = torch.randn(1, 1, 14, 14)
out = net(input)
print(out)
net.zero_grad()
out.backward(torch.randn(1, 10))

target = torch.randn(10).view(1, -1)
criterion = nn.MSELoss()
loss = criterion(net(input), target)
print(loss)
net.zero_grad()     # 清零所有参数的梯度缓存
print('反向传播之前 conv1.bias.grad:')
print(net.conv1.bias.grad)
loss.backward()
print('反向传播之后 conv1.bias.grad:')
print(net.conv1.bias.grad)

learning_rate = 0.01
for f in net.parameters():
    f.data.sub_(f.grad.data * learning_rate)

optimizer = optim.SGD(net.parameters(), lr=0.01)
optimizer.zero_grad()
loss = criterion(net(input), target)
loss.backward()
optimizer.step()
print('更新后：%.6f' % criterion(net(input), target))
