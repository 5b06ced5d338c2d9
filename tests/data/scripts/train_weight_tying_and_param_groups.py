# Parameter groups with and without decay, shared weights, frozen parts, clip by value
import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self, vocab=7, dim=4):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, vocab, bias=False)
        self.out.weight = self.embed.weight
        self.scale = nn.Parameter(torch.tensor(1.0))
        self.register_buffer("steps", torch.zeros(1, dtype=torch.long))

    def forward(self, tokens):
        self.steps += 1
        return self.out(self.norm(self.embed(tokens)) * self.scale)


torch.manual_seed(0)
model = Tied()
print([n for n, _ in model.named_parameters()], [n for n, _ in model.named_buffers()])
decay, no_decay = [], []
for name, p in model.named_parameters():
    (decay if p.dim() >= 2 else no_decay).append(p)
optimizer = torch.optim.AdamW([
    {"params": decay, "weight_decay": 0.1},
    {"params": no_decay, "weight_decay": 0.0, "lr": 0.05},
], lr=0.01)
print([len(group["params"]) for group in optimizer.param_groups], [g["lr"] for g in optimizer.param_groups])
tokens = torch.tensor([[0, 1, 2, 3], [4, 5, 6, 0]])
for i in range(4):
    logits = model(tokens[:, :-1])
    loss = nn.CrossEntropyLoss()(logits.flatten(0, 1), tokens[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(model.parameters(), clip_value=0.5)
    optimizer.step()
    print(i, round(loss.item(), 5), model.out.weight is model.embed.weight)
model.norm.requires_grad_(False)
trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
print(f"{trainable:,} of {sum(p.numel() for p in model.parameters()):,}", model.steps.item())
for name, tensor in model.state_dict().items():
    print(f"{name:15s} {str(tuple(tensor.shape)):10s} {tensor.float().mean():+.4f}")
print(model)
