# 自编码器
import torch
import torch.nn as nn
import torch.utils.data as Data
import numpy as np

torch.manual_seed(1)
EPOCH = 3
BATCH_SIZE = 16
LR = 0.01

# 数据在一个二维平面上，嵌在 8 维空间里
隐变量 = torch.rand(48, 2)
混合 = torch.randn(2, 8)
train_data = torch.sigmoid(隐变量 @ 混合)
train_loader = Data.DataLoader(dataset=train_data, batch_size=BATCH_SIZE, shuffle=True)

class AutoEncoder(nn.Module):
    def __init__(self):
        super(AutoEncoder, self).__init__()
        # 压缩
        self.encoder = nn.Sequential(
            nn.Linear(8, 6),
            nn.Tanh(),
            nn.Linear(6, 2),
        )
        # 解压
        self.decoder = nn.Sequential(
            nn.Linear(2, 6),
            nn.Tanh(),
            nn.Linear(6, 8),
            nn.Sigmoid(),       # 激励函数让输出值在 (0, 1)
        )

    def forward(self, x):
        encoded = self.encoder(x)
        decoded = self.decoder(encoded)
        return encoded, decoded

autoencoder = AutoEncoder()
optimizer = torch.optim.Adam(autoencoder.parameters(), lr=LR)
loss_func = nn.MSELoss()
for epoch in range(EPOCH):
    for step, x in enumerate(train_loader):
        b_x = x.view(-1, 8)
        b_y = x.view(-1, 8)
        encoded, decoded = autoencoder(b_x)
        loss = loss_func(decoded, b_y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 2 == 0:
            print('Epoch: ', epoch, '| train loss: %.4f' % loss.data.numpy())
encoded_data, _ = autoencoder(train_data)
X, Y = encoded_data.data[:, 0].numpy(), encoded_data.data[:, 1].numpy()
print(X[:3], Y[:3], encoded_data.shape)
print('范围: [{:.2f}, {:.2f}]'.format(X.min(), X.max()))
