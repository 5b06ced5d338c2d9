# 变形金刚编码器：官方模块
import torch
import torch.nn as nn

torch.manual_seed(6)
层 = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16, dropout=0.0, batch_first=True)
编码器 = nn.TransformerEncoder(层, num_layers=2, enable_nested_tensor=False)
src = torch.randn(2, 5, 8)
掩码 = nn.Transformer.generate_square_subsequent_mask(5)
print(掩码)
out = 编码器(src, mask=掩码)
print(out.shape, out[0, 0, :3])
分类头 = nn.Linear(8, 3)
logits = 分类头(out.mean(dim=1))
损失 = nn.functional.cross_entropy(logits, torch.tensor([0, 2]))
损失.backward()
print('损失:', round(损失.item(), 5))
for 名字, 参数 in 编码器.named_parameters():
    if 'layers.0' in 名字:
        print('%-40s %-10s %.4f' % (名字, tuple(参数.shape), 参数.grad.norm()))
