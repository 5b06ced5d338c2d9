# try / except / else / finally, own exceptions, context managers, raise from, around training
import contextlib
import torch


class TrainingError(Exception):
    def __init__(self, step, loss):
        super().__init__(f"loss became {loss} at step {step}")
        self.step = step


class frozen:
    """Context manager that switches gradients of some parameters off."""

    def __init__(self, *params):
        self.params = params

    def __enter__(self):
        self.before = [p.requires_grad for p in self.params]
        for p in self.params:
            p.requires_grad_(False)
        return self

    def __exit__(self, exc_type, exc, tb):
        for p, flag in zip(self.params, self.before):
            p.requires_grad_(flag)
        if exc_type is not None:
            print("leaving because of", exc_type.__name__)
        return False


@contextlib.contextmanager
def section(title):
    print(f"--- {title}")
    try:
        yield title.upper()
    finally:
        print(f"--- end of {title}")


def train(w, lr):
    for step in range(50):
        loss = (w ** 4).sum()
        if not torch.isfinite(loss):
            raise TrainingError(step, loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            w.grad = None
    return loss.item()


for lr in (0.01, 1.0):
    w = torch.tensor([1.0, 3.0], requires_grad=True)
    try:
        result = train(w, lr)
    except TrainingError as e:
        print("failed:", e, "step", e.step)
    else:
        print("trained:", round(result, 6))
    finally:
        print("lr was", lr)

a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
with section("freeze") as name, frozen(a):
    print(name, (a * b).requires_grad, a.requires_grad)
    (a * b).backward()
print(a.requires_grad, a.grad, b.grad)
try:
    with frozen(a):
        raise KeyError("inside")
except KeyError as e:
    print("caught", e, a.requires_grad)


def parse(text):
    try:
        return float(text)
    except ValueError as e:
        raise RuntimeError(f"not a number: {text!r}") from e
    finally:
        print("parsed", text)


try:
    parse("1.5")
    parse("abc")
except (RuntimeError, TypeError) as e:
    print(type(e).__name__, e)
with contextlib.suppress(ZeroDivisionError):
    1 / 0
print([f() for f in (lambda: "end",)])
