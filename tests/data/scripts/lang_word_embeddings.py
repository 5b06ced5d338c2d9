# skip-gram style word vectors on a toy corpus
import torch
import torch.nn as nn
import torch.nn.functional as F

corpus = ["king is a strong man", "queen is a wise woman", "boy is a young man",
          "girl is a young woman", "prince is a young king", "princess is a young queen"]
stop_words = {"is", "a", "will", "be"}
tokens = [[w for w in line.split() if w not in stop_words] for line in corpus]
vocab = sorted({w for line in tokens for w in line})
word2idx = {w: i for i, w in enumerate(vocab)}
idx2word = {i: w for w, i in word2idx.items()}
print(len(vocab), vocab[:4])

pairs = []
for line in tokens:
    for i, word in enumerate(line):
        for j in range(max(i - 2, 0), min(i + 2, len(line) - 1) + 1):
            if j != i:
                pairs.append((word2idx[word], word2idx[line[j]]))
print(len(pairs), [(idx2word[a], idx2word[b]) for a, b in pairs[:3]])

torch.manual_seed(0)
class SkipGram(nn.Module):
    def __init__(self, V, d):
        super().__init__()
        self.emb = nn.Embedding(V, d)
        self.out = nn.Linear(d, V, bias=False)
    def forward(self, x):
        return self.out(self.emb(x))

model = SkipGram(len(vocab), 2)
opt = torch.optim.Adagrad(model.parameters(), lr=0.5)
x, y = torch.tensor(pairs).T
for epoch in range(40):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", round(loss.item(), 4))
vectors = model.emb.weight.data
def nearest(word, k=2):
    sims = F.cosine_similarity(vectors, vectors[word2idx[word]].unsqueeze(0))
    best = sims.argsort(descending=True)[1:k + 1]
    return [(idx2word[int(i)], round(sims[i].item(), 3)) for i in best]
print("nearest to king:", nearest("king"))
bag = nn.EmbeddingBag(10, 3, mode="mean")
print(bag(torch.tensor([[1, 2], [4, 3]])).shape, nn.Embedding(5, 2, padding_idx=0)(torch.tensor([0])))
pre = nn.Embedding.from_pretrained(torch.eye(3))
print(pre(torch.tensor([2, 0])), pre.weight.requires_grad)
