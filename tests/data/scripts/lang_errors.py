# try / except / else / finally / raise
import torch
import math


class ShapeError(Exception):
    """raised when shapes do not fit"""


class ConvergenceError(RuntimeError):
    pass


def safe_div(a, b):
    try:
        result = a / b
    except ZeroDivisionError as e:
        print("caught:", e)
        return None
    else:
        print("ok")
        return result
    finally:
        print("finally", a, b)


print(safe_div(1, 2), safe_div(1, 0))


def check(x):
    if not isinstance(x, torch.Tensor):
        raise TypeError("expected a tensor, got %r" % (x,))
    if x.dim() != 2:
        raise ShapeError(f"expected 2 dimensions, got {x.dim()}")
    if x.sum() < 0:
        raise ValueError("negative sum: {:.1f}".format(x.sum().item()))
    return x.shape


for candidate in (torch.ones(2, 3), torch.ones(3), -torch.ones(1, 1), "hello"):
    try:
        print(check(candidate))
    except (ShapeError, ValueError) as e:
        print("bad shape or value:", e)
    except TypeError as e:
        print("bad type:", str(e))
    except Exception:
        print("never")

try:
    torch.ones(2, 3) @ torch.ones(2, 3)
except RuntimeError as e:
    print("RuntimeError:", e)
try:
    [1, 2][5]
except IndexError as e:
    print("IndexError:", e)
try:
    {"a": 1}["b"]
except KeyError as e:
    print("KeyError:", e)
try:
    int("abc")
except ValueError as e:
    print("ValueError:", e)
try:
    math.sqrt(-1)
except ValueError:
    print("math domain")
try:
    assert 1 > 2, "one is not more than two"
except AssertionError as e:
    print("AssertionError:", e)
try:
    undefined_name
except NameError as e:
    print("NameError:", e)
try:
    raise NotImplementedError
except NotImplementedError as e:
    print("not implemented", repr(str(e)))

try:
    try:
        raise ConvergenceError("inner")
    except ConvergenceError as e:
        print("inner handler:", e)
        raise
    finally:
        print("inner finally")
except RuntimeError as outer:
    print("outer handler:", outer, isinstance(outer, ConvergenceError))

# retry with a smaller learning rate until it converges
lr = 1.5
while True:
    w = torch.tensor(4.0, requires_grad=True)
    try:
        for i in range(30):
            loss = w ** 2
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
                w.grad.zero_()
            if loss.item() > 1e4:
                raise ConvergenceError("diverged at step %d" % i)
        print(f"lr={lr}: converged to {w.item():.2e}")
        break
    except ConvergenceError as e:
        print(f"lr={lr}:", e)
        lr /= 2
