"""Training loops beside the same loops in plain Python with plain torch."""

import resource
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import torch

from app.engine.run import run_program
from app.graph.model import Request
from bench.figures import Figure, interleaved

STEPS = 20_000
HIMMELBLAU = """
def himmelblau(x):
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2

x = torch.tensor([-4., 0.], requires_grad=True)
optimizer = torch.optim.Adam([x], lr=1e-3)
for step in range({steps}):
    pred = himmelblau(x)
    optimizer.zero_grad()
    pred.backward()
    optimizer.step()
    if step % 2000 == 0:
        print('step {{}}: x = {{}}, f(x) = {{}}'.format(step, x.tolist(), pred.item()))
print(x.tolist())
"""


def himmelblau(x: torch.Tensor) -> torch.Tensor:
    """The function whose minima are sought."""
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


def plainly(steps: int) -> list[float]:
    """The same loop without Gradwalk."""
    torch.manual_seed(0)
    np.random.seed(0)
    x = torch.tensor([-4.0, 0.0], requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=1e-3)
    for step in range(steps):
        pred = himmelblau(x)
        optimizer.zero_grad()
        pred.backward()
        optimizer.step()
        if step % 2000 == 0:
            f"step {step}: x = {x.tolist()}, f(x) = {pred.item()}"
    found: list[float] = x.tolist()
    return found


def figures() -> Iterator[Figure]:
    """The bars of training."""
    torch.set_num_threads(1)
    plainly(10)  # torch imports its compiler with the first step of an optimizer; Gradwalk never does
    yield from _whole()
    yield from _to_a_pass()


def _whole() -> Iterator[Figure]:
    run_program(Request(HIMMELBLAU.format(steps=2_000)))
    before = _peak()
    theirs, ours = interleaved(lambda: plainly(STEPS), _checked(Request(HIMMELBLAU.format(steps=STEPS)), STEPS), 3)
    yield Figure("Himmelblau, Adam, 20,000 steps, against plain Python", ours / theirs, "x", at_most=1.6)
    yield Figure("its peak memory beyond that of 2,000 steps", (_peak() - before) / 1024, "MiB", at_most=25)


def _to_a_pass() -> Iterator[Figure]:
    """As the page asks for a pass that was not recorded: the program runs again so far and no further."""
    for index in (5_000, STEPS - 1):
        request = Request(HIMMELBLAU.format(steps=STEPS), record=index, until=index + 1)
        theirs, ours = interleaved(partial(plainly, index), _checked(request, index + 1), 3)
        beyond = 1e3 * (ours - 1.2 * theirs)
        yield Figure(f"recording pass {index:,} of it, beyond 1.2 times plain Python", beyond, "ms", at_most=200)


def _checked(request: Request, passes: int) -> Callable[[], None]:
    """A run whose result is looked at."""

    def run() -> None:
        made = run_program(request)
        assert made.error is None or made.error.code == "stopped", made.error
        assert len(made.passes) == passes

    return run


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
