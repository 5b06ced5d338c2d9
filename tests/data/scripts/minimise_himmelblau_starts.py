# All four minima of Himmelblau's function, one start each
import torch

def himmelblau(p):
    x, y = p
    return (x**2 + y - 11)**2 + (x + y**2 - 7)**2

starts = [(1.0, 1.0), (-4.0, 1.0), (-4.0, -4.0), (4.0, -1.0)]
found = []
for start in starts:
    p = torch.tensor(start, requires_grad=True)
    opt = torch.optim.SGD([p], lr=0.01, momentum=0.5)
    steps = 0
    while True:
        opt.zero_grad()
        value = himmelblau(p)
        value.backward()
        opt.step()
        steps += 1
        if p.grad.norm() < 1e-3 or steps >= 80:
            break
    found.append(tuple(round(v, 3) for v in p.tolist()))
    print(f"{str(start):>14} -> ({p[0].item():.3f}, {p[1].item():.3f})  f = {value.item():.2e}  after {steps} steps")
assert len(set(found)) == 4
print(sorted(found, key=lambda q: (q[0], q[1])))
