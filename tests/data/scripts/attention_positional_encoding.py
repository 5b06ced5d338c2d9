import math
import numpy as np
import torch
import torch.nn as nn
import matplotlib.pyplot as plt

class PositionalEncoding(nn.Module):
    "Implement the PE function."

    def __init__(self, d_model, dropout, max_len=50):
        super(PositionalEncoding, self).__init__()
        self.dropout = nn.Dropout(p=dropout)
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * -(math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        pe = pe.unsqueeze(0)
        self.register_buffer("pe", pe)

    def forward(self, x):
        x = x + self.pe[:, : x.size(1)].requires_grad_(False)
        return self.dropout(x)


pe = PositionalEncoding(8, 0)
y = pe(torch.zeros(1, 6, 8))
print(y[0, :3])
print(list(pe.state_dict()), len(list(pe.parameters())))

# and in numpy
def pos_encoding(n, d):
    angles = np.arange(n)[:, np.newaxis] / np.power(10000, (2 * (np.arange(d)[np.newaxis, :] // 2)) / np.float32(d))
    angles[:, 0::2] = np.sin(angles[:, 0::2])
    angles[:, 1::2] = np.cos(angles[:, 1::2])
    return angles

table = pos_encoding(6, 8)
print(np.allclose(table, y[0].numpy(), atol=1e-5), table.shape)
print(np.round(table[:2], 3))
plt.pcolormesh(table, cmap='RdBu')
plt.colorbar()
plt.show()
