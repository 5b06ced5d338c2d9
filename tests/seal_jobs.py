"""Jobs for the seal's tests, done in a real worker: real torch, real Graphviz, and real attempts to break out."""

import ctypes
import io
import os
import resource
import socket
import subprocess
from collections.abc import Callable

import msgspec
import numpy as np
import pygraphviz
import torch

from app.pool import Caller


def warm_up() -> None:
    """Runs once what the jobs need, as a real job module does."""
    compute(b"")
    lay_out(b"")
    nest(b"2")
    # Saving and loading import more: then it is the seal that stops them, not a module that is not there.
    memory = io.BytesIO()
    torch.save(torch.ones(1), memory)
    memory.seek(0)
    torch.load(memory)


def perform(job: str, payload: bytes, _: Caller) -> bytes:
    """Does a job of the tables below."""
    if job in ATTACKS:
        return attempt(ATTACKS[job])
    return JOBS[job](payload)


def compute(_: bytes) -> bytes:
    """One of each kind of kernel that programs use; returns their checksums.

    In so few digits that the number of threads, by which sums are split, does not show.
    """
    generator = torch.Generator().manual_seed(0)
    weights = torch.randn(200, 200, generator=generator, requires_grad=True)
    loss = (torch.randn(64, 200, generator=generator) @ weights).relu().square().sum()
    loss.backward()
    image = torch.randn(2, 3, 32, 32, generator=generator, requires_grad=True)
    filters = torch.randn(4, 3, 3, 3, generator=generator, requires_grad=True)
    torch.nn.functional.conv2d(image, filters).logsumexp(dim=1).sum().backward()
    matrix = torch.randn(40, 40, generator=generator, dtype=torch.float64) + 40 * torch.eye(40, dtype=torch.float64)
    unit = torch.linalg.inv(matrix) @ matrix
    spectrum = torch.fft.fft(torch.arange(16.0)).abs().sum()
    values, _ = torch.linalg.eigh(matrix + matrix.T)
    seeded = np.random.default_rng(0).normal(size=3).sum()
    assert weights.grad is not None and filters.grad is not None
    sums = [weights.grad.sum(), filters.grad.sum(), unit.trace(), spectrum, values.sum(), torch.tensor(seeded)]
    return msgspec.json.encode([f"{float(number):.5g}" for number in sums])


def lay_out(_: bytes) -> bytes:
    graph = pygraphviz.AGraph(directed=True)
    graph.add_edges_from([("x", "y"), ("y", "z"), ("x", "z")])
    plain = graph.draw(format="plain", prog="dot")
    assert plain is not None
    return plain


def hog(_: bytes) -> bytes:
    """Takes memory without end, and tells what stopped it."""
    taken = []
    try:
        while True:
            taken.append(torch.ones(4_000_000))
    except RuntimeError as error:
        return type(error).__name__.encode()


class Nested(torch.autograd.Function):
    """A backward within a backward, `depth` deep."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, value: torch.Tensor, depth: int) -> torch.Tensor:
        ctx.depth = depth  # type: ignore[attr-defined]
        return value * 2

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        with torch.enable_grad():
            inner = torch.ones(1, requires_grad=True)
            if ctx.depth:  # type: ignore[attr-defined]
                Nested.apply(inner, ctx.depth - 1).sum().backward()  # type: ignore[attr-defined]
        return gradient * 2, None


def nest(payload: bytes) -> bytes:
    value = torch.ones(1, requires_grad=True)
    Nested.apply(value, int(payload)).sum().backward()
    return str(value.grad).encode()


JOBS: dict[str, Callable[[bytes], bytes]] = {function.__name__: function for function in (compute, lay_out, hog, nest)}


def attempt(attack: Callable[[], object]) -> bytes:
    """The class of the exception that stops an attack; nothing when it succeeds."""
    try:
        attack()
    except (OSError, RuntimeError, ValueError) as error:
        return type(error).__name__.encode()
    return b""


def call_library(name: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), name)


def draw_to_a_file() -> None:
    graph = pygraphviz.AGraph()
    graph.add_node("a")
    graph.draw("/tmp/gradwalk-was-here.png", prog="dot")


ATTACKS: dict[str, Callable[[], object]] = {
    "read a file": lambda: open("/etc/passwd").read(),
    "write a file": lambda: open("/tmp/gradwalk-was-here", "w").write("x"),
    "look at a file": lambda: os.stat("/etc/passwd"),
    "list a folder": lambda: os.listdir("/"),
    "change folder": lambda: os.chdir("/"),
    "delete a file": lambda: os.unlink("/tmp/gradwalk-was-here"),
    "open a socket": lambda: socket.socket(),
    "make a socket pair": lambda: socket.socketpair(),
    "fork": os.fork,
    "run a command": lambda: subprocess.run(["true"], check=True),
    "replace itself": lambda: os.execv("/bin/true", ["true"]),
    "kill its parent": lambda: os.kill(os.getppid(), 0),
    "kill everybody": lambda: os.kill(-1, 0),
    "trace a process": lambda: call_library("ptrace"),
    "share memory": lambda: os.memfd_create("x"),
    "raise its limits": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    "change its priority": lambda: os.nice(-5),
    "torch reads a file": lambda: torch.UntypedStorage.from_file("/etc/passwd", False, 40),
    "torch writes a file": lambda: torch.UntypedStorage.from_file("/tmp/gradwalk-was-here", True, 40),
    "torch shares memory": lambda: torch.ones(3).share_memory_(),
    "torch loads a file": lambda: torch.load("/tmp/x.pt"),
    "torch saves a file": lambda: torch.save(torch.ones(1), "/tmp/gradwalk-was-here"),
    "numpy reads a file": lambda: np.fromfile("/etc/passwd", dtype="uint8"),
    "graphviz writes a file": draw_to_a_file,
}
