# Coroutines by generators: send(), close(), finally in an abandoned generator
import torch


def running_mean():
    total, count, mean = 0.0, 0, None
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total / count


averager = running_mean()
next(averager)
w = torch.tensor(4.0, requires_grad=True)
for step in range(4):
    loss = (w - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad.zero_()
    print(step, loss.item(), averager.send(loss.item()))
averager.close()


def opened(name):
    print("open", name)
    try:
        for i in range(10):
            yield i
    finally:
        print("close", name)


for i in opened("first"):
    if i == 2:
        break
print("after the loop")

reader = opened("second")
print(next(reader), next(reader))
reader.close()
print(list(reader))


def echo():
    received = []
    try:
        while True:
            item = yield len(received)
            received.append(item)
    except GeneratorExit:
        print("received", received)
        raise
    except ValueError as e:
        print("thrown in:", e)
        yield "recovered"


talk = echo()
talk.send(None)
print(talk.send("a"), talk.send("b"))
talk.close()
other = echo()
next(other)
print(other.throw(ValueError("bad")))


def delegating():
    result = yield from inner()
    print("inner gave", result)


def inner():
    x = yield 1
    y = yield x * 2
    return x + y


d = delegating()
print(next(d), d.send(10))
try:
    d.send(5)
except StopIteration:
    print("done")
