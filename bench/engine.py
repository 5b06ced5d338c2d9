"""The recorder beside plain torch and beside TorchLens, on a chain of scalar operations."""

from collections.abc import Iterator

import torch
import torchlens

from app.engine.recording.capture import capture
from app.engine.run import run_program
from app.graph.model import Request
from bench.figures import Figure, interleaved, seconds

OPS = 1_000
PROGRAM = f"x = param(0.5)\ny = x\nfor i in range({OPS}):\n    y = y * 1.001\n"


def chain(count: int) -> torch.Tensor:
    """y = x * 1.001 * 1.001 * ..."""
    y = torch.tensor(0.5, requires_grad=True)
    for _ in range(count):
        y = y * 1.001
    return y


class Chain(torch.nn.Module):
    """The same chain as a module: TorchLens takes nothing else."""

    def forward(self, y: torch.Tensor) -> torch.Tensor:
        for _ in range(OPS):
            y = y * 1.001
        return y


def figures() -> Iterator[Figure]:
    """The bars of the engine."""
    torch.set_num_threads(1)
    capture(chain, 10)
    run_program(Request(PROGRAM))
    raw, captured = interleaved(lambda: chain(OPS).backward(), lambda: capture(chain, OPS), 15)
    yield Figure(f"capture of {OPS} scalar ops, against raw forward + backward", captured / raw, "x", at_most=12)
    raw, ran = interleaved(lambda: chain(OPS).backward(), lambda: run_program(Request(PROGRAM)), 15)
    yield Figure(f"full Run of a {OPS}-op program, against raw forward + backward", ran / raw, "x", at_most=12)
    yield from _against_torchlens()
    yield from _against_python()
    small, large = seconds(lambda: capture(chain, 10_000)), seconds(lambda: capture(chain, 100_000))
    yield Figure("capture of 100,000 ops, against 10 times that of 10,000", large / small / 10, "x", at_most=1.5)


ADDITIONS = "s = 0\nfor i in range(100000):\n    s = s + i\n"


def _add() -> int:
    s = 0
    for i in range(100_000):
        s = s + i
    return s


def _against_python() -> Iterator[Figure]:
    theirs, ours = interleaved(_add, lambda: run_program(Request(ADDITIONS)), 9)
    yield Figure("a loop of 100,000 additions, against CPython", ours / theirs, "x", at_most=40)


def _against_torchlens() -> Iterator[Figure]:
    module, start = Chain(), torch.tensor(0.5, requires_grad=True)
    theirs, ours = interleaved(lambda: torchlens.trace(module, start), lambda: capture(chain, OPS), 5)
    yield Figure("TorchLens's forward capture alone, against our whole capture", theirs / ours, "x", at_least=20)
