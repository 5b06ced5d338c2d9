# A tour of Python around a small training loop: walrus, sets, slices, string methods, sorted keys
import torch
from collections import Counter, deque
from itertools import accumulate, chain, combinations, islice, product, zip_longest

log = """epoch=1 loss=0.90
epoch=2 loss=0.45
# a comment
epoch=3 loss=0.30"""
rows = []
for line in log.splitlines():
    if not (line := line.strip()) or line.startswith("#"):
        continue
    rows.append({k: float(v) for k, _, v in (part.partition("=") for part in line.split())})
print(rows, min(rows, key=lambda r: r["loss"])["epoch"])

window = deque(maxlen=3)
w = torch.tensor(10.0, requires_grad=True)
while (loss := w ** 2) > 0.5:
    loss.backward()
    w.data.sub_(0.2 * w.grad)
    w.grad = None
    window.append(round(loss.item(), 4))
print(list(window), len(window), f"{sum(window) / len(window):.3f}")

names = ["fc1.weight", "fc1.bias", "conv.weight", "fc2.bias"]
layers = {n.split(".")[0] for n in names}
biases = {n.rsplit(".", 1)[0] for n in names if n.endswith("bias")}
print(sorted(layers), sorted(layers - biases), sorted(layers & biases), layers >= biases, sorted(layers ^ {"fc1", "head"}))
print(sorted(names, key=lambda n: (n.split(".")[1], -len(n))), names[::-1][:2], names[-1][::-2])
print("{:>12}|{:^9}|{:<6}|".format("right", "mid", "left"), "fc1".upper().center(9, "*"), "a,b,,c".split(","))
print("weight".replace("w", "W").title(), "  x ".strip() + "!", "-".join(map(str, range(4))), "abc".isalpha(), "12".zfill(5))
print(Counter("mississippi").most_common(2), list(accumulate([1, 2, 3, 4])), list(islice(chain("ab", "cd"), 1, 3)))
print(list(combinations("abc", 2)), len(list(product([0, 1], repeat=3))), list(zip_longest([1, 2], "x", fillvalue=None)))
first, *middle, last = range(6)
print(first, middle, last)
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(col) for col in zip(*matrix)], sum(matrix, []), [x for row in matrix for x in row if x % 2])
letters = list("abcdef")
letters[1:3] = ["X"]
del letters[-1]
letters.insert(0, "start")
print(letters, letters.index("X"), any(map(str.isupper, letters)), all(letters))
grid = {(lr, bs): lr * bs for lr, bs in product((0.1, 0.01), (8, 16))}
best = max(grid.items(), key=lambda kv: kv[1])
print(best, dict(sorted(grid.items(), key=lambda kv: kv[1])[:2]))
print(f"{3.14159:.2f} {1234567:,} {0.000123:.2e} {42:#x} {7:03d} {0.256:.1%} {'s':>4} {w.item():+.3f} {True!s:>6} {1e10:g}")
