# Scaled dot-product attention by hand against the function of torch, einsum, masks, softmax stability
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor
from typing import Optional


def attention(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor] = None) -> tuple[Tensor, Tensor]:
    d_k = q.size(-1)
    scores = torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(d_k)
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1)
    return weights @ v, weights


torch.manual_seed(0)
B, H, T, D = 2, 2, 4, 3
q, k, v = (torch.randn(B, H, T, D, requires_grad=True) for _ in range(3))
mask = torch.ones(T, T, dtype=torch.bool).tril()
out, w = attention(q, k, v, mask)
ref = F.scaled_dot_product_attention(q, k, v, is_causal=True)
print(torch.allclose(out, ref, atol=1e-6), w[0, 0])
out.square().mean().backward()
print({n: f"{t.grad.norm():.5f}" for n, t in dict(q=q, k=k, v=v).items()})
mha = nn.MultiheadAttention(embed_dim=6, num_heads=2, batch_first=True)
x = torch.randn(1, 3, 6)
y, attn = mha(x, x, x, need_weights=True, average_attn_weights=True)
print(y.shape, attn.sum(-1))
layer = nn.TransformerEncoderLayer(d_model=6, nhead=2, dim_feedforward=8, dropout=0.0, batch_first=True)
z = layer(x).sum()
z.backward()
print(f"{z:.5f}", sum(p.grad is not None for p in layer.parameters()), len(list(layer.parameters())))
logits = torch.tensor([1000.0, 1001.0, 1002.0], requires_grad=True)
naive = logits.exp() / logits.exp().sum()
stable = (logits - logits.max()).exp() / (logits - logits.max()).exp().sum()
print(naive, stable, torch.softmax(logits, 0))
