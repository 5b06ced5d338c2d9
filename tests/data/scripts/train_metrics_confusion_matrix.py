# Confusion matrix, precision, recall, F1; class weights; label smoothing; top-k
import torch
import torch.nn as nn
from collections import Counter

torch.manual_seed(6)
X = torch.randn(60, 4)
y = (X[:, 0] > 0).long() + (X[:, 1] > 0.8).long()
counts = Counter(y.tolist())
weights = torch.tensor([len(y) / counts[c] for c in range(3)])
print(sorted(counts.items()), weights)
model = nn.Sequential(nn.Linear(4, 16), nn.SiLU(), nn.Dropout(0.1), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss(weight=weights, label_smoothing=0.05)
opt = torch.optim.NAdam(model.parameters(), lr=0.02)
for epoch in range(15):
    perm = torch.randperm(len(X))
    for idx in perm.split(20):
        opt.zero_grad(set_to_none=True)
        loss = criterion(model(X[idx]), y[idx])
        loss.backward()
        opt.step()
model.eval()
with torch.no_grad():
    logits = model(X)
    pred = logits.argmax(-1)
cm = torch.zeros(3, 3, dtype=torch.int64)
for t, p in zip(y.view(-1), pred.view(-1)):
    cm[t.long(), p.long()] += 1
print(cm, torch.bincount(3 * y + pred, minlength=9).reshape(3, 3).equal(cm))
tp = cm.diag().float()
precision, recall = tp / cm.sum(0).clamp(min=1), tp / cm.sum(1)
f1 = 2 * precision * recall / (precision + recall + 1e-8)
for c, (p, r, f) in enumerate(zip(precision, recall, f1)):
    print(f"class {c}: precision={p:.3f} recall={r:.3f} f1={f:.3f}")
top2 = logits.topk(2, dim=1).indices
print("top-2", (top2 == y[:, None]).any(1).float().mean().item(), "loss %.5f" % loss)
