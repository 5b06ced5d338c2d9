# 自注意力机制，一步一步来
import math
import torch
import torch.nn.functional as F

torch.manual_seed(0)
句子 = '我 爱 北京 天安门'
词典 = {s: i for i, s in enumerate(sorted(句子.split()))}
print(词典)
编码 = torch.tensor([词典[s] for s in 句子.split()])
嵌入层 = torch.nn.Embedding(len(词典), 6)
x = 嵌入层(编码).detach()
print(x.shape)

d = x.shape[1]
d_q, d_k, d_v = 4, 4, 5
W_q = torch.nn.Parameter(torch.rand(d_q, d))
W_k = torch.nn.Parameter(torch.rand(d_k, d))
W_v = torch.nn.Parameter(torch.rand(d_v, d))
q = W_q.matmul(x.T).T
k = W_k.matmul(x.T).T
v = W_v.matmul(x.T).T
print('q:', q.shape, 'k:', k.shape, 'v:', v.shape)
ω = q @ k.T
α = F.softmax(ω / d_k ** 0.5, dim=-1)
print('注意力权重:\n', α)
print('每行和为一:', torch.allclose(α.sum(-1), torch.ones(4)))
上下文 = α @ v
print('上下文向量:', 上下文.shape, 上下文[1])
# 带掩码（只看前面的词）
掩码 = torch.triu(torch.ones(4, 4), diagonal=1).bool()
α2 = F.softmax((ω / math.sqrt(d_k)).masked_fill(掩码, float('-inf')), dim=-1)
print(α2)
((α2 @ v) ** 2).sum().backward()
print('W_v 的梯度:', W_v.grad[0])
print(F.scaled_dot_product_attention(q[None], k[None], v[None]).squeeze(0).allclose(上下文, atol=1e-6))
