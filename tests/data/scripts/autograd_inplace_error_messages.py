# In-place operations that autograd refuses, with the messages that people search for
import torch

messages = []


def attempt(name):
    def wrap(function):
        try:
            result = function()
        except RuntimeError as e:
            messages.append((name, str(e)))
        else:
            messages.append((name, f"fine: {result}"))
        return function
    return wrap


@attempt("leaf in place")
def leaf():
    w = torch.ones(2, requires_grad=True)
    w += 1
    return w


@attempt("leaf under no_grad")
def leaf_no_grad():
    w = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        w += 1
    return w.tolist()


@attempt("saved by sigmoid")
def saved():
    w = torch.zeros(2, requires_grad=True)
    s = torch.sigmoid(w)
    s.mul_(2)
    s.sum().backward()
    return w.grad


@attempt("not saved by add")
def not_saved():
    w = torch.zeros(2, requires_grad=True)
    s = w + 1
    s.mul_(2)
    s.sum().backward()
    return w.grad.tolist()


@attempt("backward on a vector")
def vector():
    w = torch.ones(2, requires_grad=True)
    (w * 2).backward()


@attempt("no grad at all")
def nothing():
    torch.ones(2).sum().backward()


for name, message in messages:
    print(f"{name:>22}: {message[:95]}")
print(len(messages), "attempts,", sum("fine" in m for _, m in messages), "fine")
