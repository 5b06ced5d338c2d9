# "Trying to backward through the graph a second time": what helps and what does not
import torch


def run(label, f):
    try:
        print(f"{label:<28}", f())
    except RuntimeError as error:
        first_line = str(error).splitlines()[0]
        print(f"{label:<28}", "RuntimeError:", first_line[:60])
    finally:
        print("-" * 20)


def twice():
    a = torch.tensor(2.0, requires_grad=True)
    b = a ** 3
    b.backward()
    b.backward()
    return a.grad


def twice_retained():
    a = torch.tensor(2.0, requires_grad=True)
    b = a ** 3
    b.backward(retain_graph=True)
    b.backward()
    return a.grad.item()


def shared_part():
    a = torch.tensor(2.0, requires_grad=True)
    shared = a.exp()
    first, second = shared * 2, shared * 3
    first.backward()
    second.backward()
    return a.grad


def shared_part_summed():
    a = torch.tensor(2.0, requires_grad=True)
    shared = a.exp()
    (shared * 2 + shared * 3).backward()
    return round(a.grad.item(), 4)


def detached_state():
    w = torch.tensor(0.9, requires_grad=True)
    h = torch.tensor(1.0)
    total = 0.0
    for t in range(3):
        h = torch.tanh(w * h.detach())
        h.backward()
        total += h.item()
    return total, w.grad


for f in (twice, twice_retained, shared_part, shared_part_summed, detached_state):
    run(f.__name__, f)
