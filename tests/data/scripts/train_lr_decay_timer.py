import time
import torch
import numpy as np

class Timer:
    """Record multiple running times."""
    def __init__(self):
        self.times = []
        self.start()

    def start(self):
        self.tik = time.time()

    def stop(self):
        self.times.append(time.time() - self.tik)
        return self.times[-1]

    def avg(self):
        return sum(self.times) / len(self.times)

    def cumsum(self):
        return np.array(self.times).cumsum().tolist()

n = 500
a = torch.ones(n)
b = torch.ones(n)
c = torch.zeros(n)
timer = Timer()
for i in range(n):
    c[i] = a[i] + b[i]
slow = timer.stop()
timer.start()
d = a + b
fast = timer.stop()
print(torch.equal(c, d), slow >= 0, len(timer.times), len(timer.cumsum()))

start_time = time.time()
w = torch.tensor(5.0, requires_grad=True)
lr0 = 0.4
for epoch in range(1, 13):
    lr = lr0 * (0.5 ** ((epoch - 1) // 4))      # halved every four epochs
    loss = (w - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None
    if epoch % 4 == 0:
        print(f'epoch {epoch:02d} lr {lr:g} w {w.item():.7f}')
elapsed = time.time() - start_time
assert elapsed >= 0
t0 = time.perf_counter(); time.sleep(0); del t0
del start_time, elapsed, slow, fast
