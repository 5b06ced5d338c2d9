# 分类两团数据 + BatchNorm1d + 小批量
import torch
import torch.utils.data as Data
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)    # reproducible

n_data = torch.ones(40, 2)
x0 = torch.normal(2 * n_data, 1)      # 类型0 x data
y0 = torch.zeros(40)                  # 类型0 y data
x1 = torch.normal(-2 * n_data, 1)     # 类型1
y1 = torch.ones(40)
# 注意 x, y 数据的数据形式一定要像下面一样 (torch.cat 是在合并数据)
x = torch.cat((x0, x1), 0).type(torch.FloatTensor)
y = torch.cat((y0, y1), ).type(torch.LongTensor)

BATCH_SIZE = 16
loader = Data.DataLoader(
    dataset=Data.TensorDataset(x, y),
    batch_size=BATCH_SIZE,
    shuffle=True,
    num_workers=0,
)


class Net(torch.nn.Module):
    def __init__(self, n_feature, n_hidden, n_output):
        super(Net, self).__init__()
        self.bn_input = nn.BatchNorm1d(n_feature, momentum=0.5)
        self.hidden = torch.nn.Linear(n_feature, n_hidden)
        self._set_init(self.hidden)
        self.bn = nn.BatchNorm1d(n_hidden)
        self.predict = torch.nn.Linear(n_hidden, n_output)
        self._set_init(self.predict)

    def _set_init(self, layer):     # 参数初始化
        nn.init.normal_(layer.weight, mean=0., std=.1)
        nn.init.constant_(layer.bias, -0.2)

    def forward(self, x):
        x = self.bn_input(x)
        x = F.relu(self.bn(self.hidden(x)))
        return self.predict(x)


net = Net(n_feature=2, n_hidden=10, n_output=2)
print(net)  # net 的结构
optimizer = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.8)
loss_func = torch.nn.CrossEntropyLoss()
for epoch in range(3):
    for step, (b_x, b_y) in enumerate(loader):
        out = net(b_x)
        loss = loss_func(out, b_y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    net.eval()
    准确率 = (torch.max(F.softmax(net(x), dim=1), 1)[1].data.numpy() == y.data.numpy()).astype(int).sum() / float(y.size(0))
    net.train()
    print('Epoch:', epoch, '| Step:', step, '| 损失: %.4f' % loss.data.numpy(), '| 准确率=%.2f' % 准确率)
print(net.bn_input.running_mean, net.bn_input.running_var, net.bn.num_batches_tracked)
