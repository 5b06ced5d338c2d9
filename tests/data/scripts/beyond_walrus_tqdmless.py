# newer syntax that blog posts of the 2020s use
import torch
losses = []
w = torch.tensor(3.0, requires_grad=True)
while (loss := (w - 1) ** 2).item() > 1e-3:
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
        w.grad = None
    losses.append(loss.item())
print(len(losses), losses[-1], f"{(n := len(losses)) * 2}", n)
print([y for x in range(5) if (y := x * x) > 3])
def show(a, /, b, *, c=3): return a, b, c
print(show(1, 2), show(1, b=2, c=4))
point = {"x": 1} | {"y": 2}
print(point, 0b1010 ^ 0b0110, 1 << 4, 256 >> 2)
