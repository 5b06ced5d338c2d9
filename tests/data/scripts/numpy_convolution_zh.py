# im2col 与卷积层的前向、反向
import numpy as np

def im2col(数据, fh, fw, 步幅=1, 填充=0):
    N, C, H, W = 数据.shape
    oh = (H + 2 * 填充 - fh) // 步幅 + 1
    ow = (W + 2 * 填充 - fw) // 步幅 + 1
    图 = np.pad(数据, [(0, 0), (0, 0), (填充, 填充), (填充, 填充)], 'constant')
    列 = np.zeros((N, C, fh, fw, oh, ow))
    for y in range(fh):
        y_max = y + 步幅 * oh
        for x in range(fw):
            x_max = x + 步幅 * ow
            列[:, :, y, x, :, :] = 图[:, :, y:y_max:步幅, x:x_max:步幅]
    return 列.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, -1)

class 卷积层:
    def __init__(self, W, b, 步幅=1, 填充=0):
        self.W, self.b, self.步幅, self.填充 = W, b, 步幅, 填充

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        oh = 1 + int((H + 2 * self.填充 - FH) / self.步幅)
        ow = 1 + int((W + 2 * self.填充 - FW) / self.步幅)
        self.列 = im2col(x, FH, FW, self.步幅, self.填充)
        self.列W = self.W.reshape(FN, -1).T
        out = np.dot(self.列, self.列W) + self.b
        return out.reshape(N, oh, ow, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = np.dot(self.列.T, dout).transpose(1, 0).reshape(FN, C, FH, FW)

np.random.seed(3)
x = np.random.rand(2, 1, 5, 5)
层 = 卷积层(np.random.randn(2, 1, 3, 3) * 0.1, np.zeros(2))
目标 = np.random.rand(2, 2, 3, 3)
for i in range(20):
    y = 层.forward(x)
    误差 = y - 目标
    层.backward(2 * 误差 / 误差.size)
    层.W -= 0.5 * 层.dW
    层.b -= 0.5 * 层.db
    if i % 5 == 0:
        print('第%2d步 均方误差 %.6f' % (i, (误差 ** 2).mean()))

import torch
import torch.nn.functional as F
核对 = F.conv2d(torch.from_numpy(x), torch.from_numpy(层.W), torch.from_numpy(层.b))
print('与 torch 一致:', np.allclose(层.forward(x), 核对.numpy()))
