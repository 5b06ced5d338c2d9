# A character model with causal attention: heads, a residual layer, training and sampling in one file
import torch
import torch.nn as nn
from torch.nn import functional as F

batch, context, width, heads, dropout = 4, 8, 16, 2, 0.0
device = 'cuda' if torch.cuda.is_available() else 'cpu'
torch.manual_seed(1337)

text = "she sells sea shells by the sea shore; " * 4
chars = sorted(list(set(text)))
vocab_size = len(chars)
number = { ch:i for i,ch in enumerate(chars) }
letter = { i:ch for i,ch in enumerate(chars) }
numbers_of = lambda s: [number[c] for c in s]
letters_of = lambda l: ''.join([letter[i] for i in l])
data = torch.tensor(numbers_of(text), dtype=torch.long)
n = int(0.9*len(data))
train_data, val_data = data[:n], data[n:]

def draw(split):
    data = train_data if split == 'train' else val_data
    ix = torch.randint(len(data) - context, (batch,))
    x = torch.stack([data[i:i+context] for i in ix])
    y = torch.stack([data[i+1:i+context+1] for i in ix])
    x, y = x.to(device), y.to(device)
    return x, y

class CausalHead(nn.Module):
    def __init__(self, head_size):
        super().__init__()
        self.key = nn.Linear(width, head_size, bias=False)
        self.query = nn.Linear(width, head_size, bias=False)
        self.value = nn.Linear(width, head_size, bias=False)
        self.register_buffer('past', torch.tril(torch.ones(context, context)))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        B,T,C = x.shape
        k = self.key(x)
        q = self.query(x)
        scores = q @ k.transpose(-2,-1) * k.shape[-1]**-0.5
        scores = scores.masked_fill(self.past[:T, :T] == 0, float('-inf'))
        scores = F.softmax(scores, dim=-1)
        scores = self.dropout(scores)
        return scores @ self.value(x)

class SeveralHeads(nn.Module):
    def __init__(self, num_heads, head_size):
        super().__init__()
        self.several = nn.ModuleList([CausalHead(head_size) for _ in range(num_heads)])
        self.proj = nn.Linear(head_size * num_heads, width)
    def forward(self, x):
        return self.proj(torch.cat([h(x) for h in self.several], dim=-1))

class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attend = SeveralHeads(heads, width // heads)
        self.think = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))
        self.first_norm, self.second_norm = nn.LayerNorm(width), nn.LayerNorm(width)
    def forward(self, x):
        x = x + self.attend(self.first_norm(x))
        return x + self.think(self.second_norm(x))

class CharModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.letters = nn.Embedding(vocab_size, width)
        self.places = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*[Layer(width, heads=heads) for _ in range(1)])
        self.last_norm = nn.LayerNorm(width)
        self.read_out = nn.Linear(width, vocab_size)
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            torch.nn.init.normal_(module.weight, mean=0.0, std=0.02)
            if module.bias is not None:
                torch.nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            torch.nn.init.normal_(module.weight, mean=0.0, std=0.02)

    def forward(self, tokens, targets=None):
        B, T = tokens.shape
        x = self.letters(tokens) + self.places(torch.arange(T, device=device))
        logits = self.read_out(self.last_norm(self.blocks(x)))
        if targets is None:
            return logits, None
        B, T, C = logits.shape
        return logits, F.cross_entropy(logits.view(B*T, C), targets.view(B*T))

    def generate(self, tokens, max_new_tokens):
        for _ in range(max_new_tokens):
            seen = tokens[:, -context:]
            logits, loss = self(seen)
            probs = F.softmax(logits[:, -1, :], dim=-1)
            drawn = torch.multinomial(probs, num_samples=1)
            tokens = torch.cat((tokens, drawn), dim=1)
        return tokens

model = CharModel()
net = model.to(device)
print(sum(p.numel() for p in net.parameters()), 'parameters')
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)

@torch.no_grad()
def mean_losses(rounds=1):
    out = {}
    model.eval()
    for split in ['train', 'val']:
        losses = torch.zeros(rounds)
        for k in range(rounds):
            X, Y = draw(split)
            logits, loss = model(X, Y)
            losses[k] = loss.item()
        out[split] = losses.mean()
    model.train()
    return out

for turn in range(3):
    if turn % 2 == 0:
        losses = mean_losses()
        print(turn, {split: round(value.item(), 4) for split, value in losses.items()})
    inputs, answers = draw('train')
    logits, loss = model(inputs, answers)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
start = torch.zeros((1, 1), dtype=torch.long, device=device)
print(letters_of(net.generate(start, max_new_tokens=10)[0].tolist()))
