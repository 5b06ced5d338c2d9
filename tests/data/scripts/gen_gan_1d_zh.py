# 一维 GAN：让生成器学会正态分布 N(4, 1.25)
import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(0)
真实均值, 真实标准差 = 4, 1.25
batch = 16

G = nn.Sequential(nn.Linear(1, 8), nn.ELU(), nn.Linear(8, 1))
D = nn.Sequential(nn.Linear(1, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Sigmoid())
criterion = nn.BCELoss()
opt_d = optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
opt_g = optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999))

真标签 = torch.ones(batch, 1)
假标签 = torch.zeros(batch, 1)
for epoch in range(40):
    # 1. 训练判别器
    真数据 = torch.randn(batch, 1) * 真实标准差 + 真实均值
    D.zero_grad()
    d_real = D(真数据)
    err_real = criterion(d_real, 真标签)
    err_real.backward()
    假数据 = G(torch.randn(batch, 1)).detach()  # 不训练 G
    d_fake = D(假数据)
    err_fake = criterion(d_fake, 假标签)
    err_fake.backward()
    opt_d.step()
    # 2. 训练生成器
    G.zero_grad()
    g_out = G(torch.randn(batch, 1))
    err_g = criterion(D(g_out), 真标签)
    err_g.backward()
    opt_g.step()
    if epoch % 10 == 0:
        print('%d: D(真) %.3f D(假) %.3f | 损失 D %.4f/%.4f G %.4f | 均值 %.3f 标准差 %.3f' % (
            epoch, d_real.mean(), d_fake.mean(), err_real, err_fake, err_g, g_out.mean(), g_out.std()))
