# generators: lazy sequences for mini-batches and more
import random
import torch

def count_up(n):
    i = 0
    while i < n:
        yield i
        i += 1

def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b

def batches(X, y, size, shuffle=False):
    order = list(range(len(X)))
    if shuffle:
        random.shuffle(order)
    for start in range(0, len(X), size):
        idx = order[start:start + size]
        yield X[idx], y[idx]

def chain(*iterables):
    for it in iterables:
        yield from it

print(list(count_up(4)), sum(count_up(5)), [x * x for x in count_up(3)])
gen = fibonacci()
print([next(gen) for _ in range(10)])
for value in fibonacci():
    if value > 100:
        print("first above 100:", value)
        break

X = torch.arange(10.).view(5, 2)
y = X.sum(1)
for xb, yb in batches(X, y, 2):
    print(xb.tolist(), yb.tolist())
print(list(chain([1, 2], (3,), count_up(2))))
squares = (k ** 2 for k in range(5))
print(next(squares), list(squares), list(squares))

def early():
    yield 1
    return
    yield 2
print(list(early()), dict(enumerate(count_up(2))), tuple(count_up(3)), max(count_up(6)), set(count_up(2)) == {0, 1})
g = count_up(1)
print(next(g), next(g, "done"))
try:
    next(g)
except StopIteration:
    print("exhausted")

w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
random.seed(7)
for epoch in range(5):
    epoch_loss = 0.0
    for xb, yb in batches(X / 10, y / 10, size=2, shuffle=True):
        loss = ((xb @ w + b - yb) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.3 * p.grad
                p.grad.zero_()
        epoch_loss += loss.item() * len(xb)
    print(f"epoch {epoch}: {epoch_loss / len(X):.6f}")

class Loader:
    """An iterable class."""
    def __init__(self, data, size): self.data, self.size = data, size
    def __len__(self): return (len(self.data) + self.size - 1) // self.size
    def __iter__(self):
        for i in range(0, len(self.data), self.size):
            yield self.data[i:i + self.size]

loader = Loader("abcdefg", 3)
print(len(loader), list(loader), [b for b in loader])
for i, chunk in enumerate(loader):
    print(i, chunk)
