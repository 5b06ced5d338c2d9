# Pairs of letters: counted in a table, then learnt by a single layer
import torch
import torch.nn.functional as F

words = "berlin bern bergen basel bonn brest bremen bari".split()
chars = sorted(list(set(''.join(words))))
number = {s: i + 1 for i, s in enumerate(chars)}
number['.'] = 0
letter = {i: s for s, i in number.items()}
V = len(letter)
print(V, letter)

seen = {}
for w in words:
    letters = ['.'] + list(w) + ['.']
    for left, right in zip(letters, letters[1:]):
        pair = (left, right)
        seen[pair] = seen.get(pair, 0) + 1
print(sorted(seen.items(), key=lambda kv: -kv[1])[:5])

N = torch.zeros((V, V), dtype=torch.int32)
for (c1, c2), count in seen.items():
    N[number[c1], number[c2]] += count
P = (N + 1).float()
P /= P.sum(1, keepdims=True)

g = torch.Generator().manual_seed(7)
for i in range(3):
    out, place = [], 0
    while True:
        place = torch.multinomial(P[place], num_samples=1, replacement=True, generator=g).item()
        if place == 0 or len(out) > 12:
            break
        out.append(letter[place])
    print(''.join(out))

log_total, n = 0.0, 0
for w in words:
    for left, right in zip('.' + w, w + '.'):
        log_total += torch.log(P[number[left], number[right]])
        n += 1
loss_sum = -log_total
print(f'{loss_sum=}')
print(f'{loss_sum / n:.6f}')

xs = torch.tensor([number[c] for w in words for c in '.' + w])
ys = torch.tensor([number[c] for w in words for c in w + '.'])
W = torch.randn((V, V), generator=g, requires_grad=True)
for k in range(10):
    one_hot = F.one_hot(xs, num_classes=V).float()
    logits = one_hot @ W
    weights = logits.exp()
    probs = weights / weights.sum(1, keepdims=True)
    loss = -probs[torch.arange(xs.nelement()), ys].log().mean() + 0.01 * (W ** 2).mean()
    W.grad = None
    loss.backward()
    W.data += -20 * W.grad
    print(k, loss.item())
