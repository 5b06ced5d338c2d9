import torch
from torch import nn

torch.manual_seed(9)
embed_dim, num_heads, seq, batch = 8, 2, 4, 3
mha = nn.MultiheadAttention(embed_dim, num_heads, batch_first=True)
x = torch.randn(batch, seq, embed_dim)
out, weights = mha(x, x, x)
print(out.shape, weights.shape)
print(weights[0].sum(-1))


class MyMultiheadAttention(nn.Module):
    def __init__(self, d_model, h):
        super().__init__()
        assert d_model % h == 0, "d_model must be divisible by h"
        self.d_k, self.h = d_model // h, h
        self.linears = nn.ModuleList([nn.Linear(d_model, d_model) for _ in range(4)])

    def forward(self, q, k, v, mask=None):
        B = q.size(0)
        q, k, v = [lin(t).view(B, -1, self.h, self.d_k).transpose(1, 2)
                   for lin, t in zip(self.linears, (q, k, v))]
        scores = q @ k.transpose(-2, -1) / self.d_k ** 0.5
        if mask is not None:
            scores = scores.masked_fill(mask == 0, -1e9)
        attn = scores.softmax(dim=-1)
        y = (attn @ v).transpose(1, 2).contiguous().view(B, -1, self.h * self.d_k)
        return self.linears[-1](y), attn


mine = MyMultiheadAttention(embed_dim, num_heads)
# copy the weights
with torch.no_grad():
    for i, part in enumerate(mha.in_proj_weight.chunk(3)):
        mine.linears[i].weight.copy_(part)
        mine.linears[i].bias.copy_(mha.in_proj_bias[i * embed_dim:(i + 1) * embed_dim])
    mine.linears[3].weight.copy_(mha.out_proj.weight)
    mine.linears[3].bias.copy_(mha.out_proj.bias)
y, attn = mine(x, x, x)
print("same:", torch.allclose(y, out, atol=1e-5), torch.allclose(attn.mean(1), weights, atol=1e-5))

mask = torch.tril(torch.ones(seq, seq))
y, attn = mine(x, x, x, mask)
print(attn[0, 0])
y.sum().backward()
print([tuple(p.grad.shape) for p in mine.parameters()][:2])
