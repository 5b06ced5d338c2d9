"""One backward pass of torch's own engine in, what flowed where and in which order out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import Any

import torch
from torch import Tensor
from torch._C import _len_torch_dispatch_stack
from torch.autograd.graph import GradientEdge, get_gradient_edge
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.recording.flow import ACCUMULATE, AutogradNode, Event, Flow, Sent, walk
from app.engine.recording.saving import names_saved_by
from app.engine.recording.values import Keeper
from app.graph.model import Value

LOCAL_LIMIT = 1_000_000
"""Largest tensor whose local derivative is computed."""

_SEEN_BY_NOBODY: AbstractContextManager[Any] = nullcontext()


@dataclass(frozen=True)
class Task:
    """What torch is asked to differentiate: the roots, with a gradient to start from for each (None: ones).

    With `inputs` it is `torch.autograd.grad`, which gives their gradients back, else `backward()`, which adds to every
    leaf's .grad."""

    roots: Sequence[Tensor]
    upstream: Sequence[Tensor | None]
    inputs: Sequence[Tensor] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def creates_graph(self) -> bool:
        """Whether the backward pass can itself be differentiated."""
        return bool(self.options.get("create_graph"))

    def run(self) -> tuple[Tensor | None, ...]:
        """Differentiate; raises whatever torch raises."""
        if self.inputs is None:
            torch.autograd.backward(self.roots, self.upstream, **self.options)
            return ()
        return torch.autograd.grad(self.roots, self.inputs, self.upstream, **self.options)

    def seeds(self) -> list[Tensor]:
        """The gradients to start from."""
        given = zip(self.roots, self.upstream, strict=True)
        return [torch.ones_like(root) if seed is None else seed for root, seed in given]


class FlowRecorder:
    """Hooks on every node of a graph; they fire in the order in which the engine works."""

    def __init__(self, tensors: Sequence[Tensor], *, keep: Keeper) -> None:
        self.keep = keep
        self.nodes, self.roots = walk(tensors)
        for node in self.nodes:
            node.saved = names_saved_by(node.node, node.name, tuple([position >= 0 for position, _ in node.nexts]))
        self.events: list[Event] = []
        self._expected = self._fan_in()
        self._sums: dict[tuple[int, int], tuple[Tensor, int]] = {}
        self._under_way: dict[tuple[int, int], tuple[Tensor, int, Value]] = {}
        self._before: dict[int, Value | None] = {}

    def _fan_in(self) -> dict[tuple[int, int], int]:
        counts: dict[tuple[int, int], int] = {}
        for root in self.roots:
            counts[root] = counts.get(root, 0) + 1
        for node in self.nodes:
            for target in node.nexts:
                if target[0] >= 0:
                    counts[target] = counts.get(target, 0) + 1
        return counts

    def take_locals(self, wanted: Callable[[AutogradNode], bool]) -> None:
        """Ask each wanted node for its local derivative: its vector-Jacobian product with ones, before anything frees
        what it saved."""
        ones: dict[Any, Tensor] = {}
        with torch.no_grad():
            for node in self.nodes:
                if wanted(node):
                    node.locals = self._local(node, ones)

    def _local(self, node: AutogradNode, ones: dict[Any, Tensor]) -> list[Value | None] | None:
        metadata = node.node._input_metadata
        if len(metadata) != 1:
            return None
        shape, dtype = tuple(metadata[0].shape), metadata[0].dtype
        seed = ones.get((shape, dtype))
        if seed is None:
            if prod(shape) > LOCAL_LIMIT:
                return None
            seed = ones[shape, dtype] = torch.ones(shape, dtype=dtype)
        try:
            results = node.node(seed)
        except RuntimeError:
            return None
        results = results if isinstance(results, tuple) else (results,)
        return [None if item is None else self.keep(item) for item in results]

    def run(self, task: Task) -> tuple[Flow, tuple[Tensor | None, ...]]:
        """Run torch's engine and return what flowed, and the gradients that it gives back."""
        handles = [handle for position, node in enumerate(self.nodes) for handle in self._hooks(position, node)]
        sown = [self._send(root, seed) for root, seed in zip(self.roots, task.seeds(), strict=True)]
        wanted = [get_gradient_edge(item) for item in task.inputs or () if item.requires_grad]
        try:
            results = task.run()
        finally:
            for handle in handles:
                handle.remove()
        self._give_back(wanted, results)
        several = {target: arrived for target, (_, arrived) in self._sums.items()}
        return Flow(self.nodes, self.roots, sown, self.events, several), results

    def _give_back(self, wanted: Sequence[GradientEdge], results: Sequence[Tensor | None]) -> None:
        positions = {node.node: position for position, node in enumerate(self.nodes)} if wanted else {}
        for edge, result in zip(wanted, results, strict=False):
            position = positions.get(edge.node)
            if position is not None and result is not None:
                arrived = [None] * edge.output_nr + [self._kept(result)]
                self.events.append(Event(position, arrived, [], given_back=True))

    def _kept(self, tensor: Tensor) -> Value:
        with _unseen():
            return self.keep(tensor)

    def _hooks(self, position: int, node: AutogradNode) -> Iterator[Any]:
        if node.name == ACCUMULATE:
            leaf = node.node.variable
            yield node.node.register_prehook(lambda _: self._before_accumulating(position, leaf))
            yield node.node.register_hook(lambda _, __: self._accumulated(position, leaf))
        else:
            yield node.node.register_hook(partial(self._worked, position))

    def _before_accumulating(self, position: int, leaf: Tensor) -> None:
        self._before[position] = None if leaf.grad is None else self._kept(leaf.grad)

    def _accumulated(self, position: int, leaf: Tensor) -> None:
        after = None if leaf.grad is None else self._kept(leaf.grad)
        self.events.append(Event(position, [after], [], self._before.get(position)))

    def _worked(self, position: int, sent: tuple[Tensor | None, ...], arrived: tuple[Tensor | None, ...]) -> None:
        values = [
            None if item is None else self._arrived((position, output), item) for output, item in enumerate(arrived)
        ]
        gone = [
            None if gradient is None or target[0] < 0 else self._send(target, gradient)
            for target, gradient in zip(self.nodes[position].nexts, sent, strict=False)
        ]
        self.events.append(Event(position, values, gone))

    def _arrived(self, target: tuple[int, int], gradient: Tensor) -> Value:
        """Mostly the very tensor that was sent, whose numbers are known; a hook may have changed or replaced it."""
        sent = self._under_way.pop(target, None)
        if sent is not None and sent[0] is gradient and sent[1] == gradient._version:
            return sent[2]
        return self._kept(gradient)

    def _send(self, target: tuple[int, int], gradient: Tensor) -> Sent:
        """The engine has summed over broadcast dimensions by now: what a hook sees has the receiver's shape."""
        value = self._kept(gradient)
        if self._expected.get(target, 1) == 1:
            if self.nodes[target[0]].name != ACCUMULATE:
                self._under_way[target] = gradient, gradient._version, value
            return Sent(value, value, 1)
        total, arrived = self._added(target, gradient)
        return Sent(value, value if total is gradient else self._kept(total), arrived)

    def _added(self, target: tuple[int, int], gradient: Tensor) -> tuple[Tensor, int]:
        before = self._sums.get(target)
        with _unseen(), torch.no_grad():
            total = (gradient, 1) if before is None else (before[0] + gradient, before[1] + 1)
            self._sums[target] = (total[0].detach(), total[1])
        return total


def _unseen() -> AbstractContextManager[Any]:
    """For what is no part of the program, which may be recording its backward pass. Mostly nothing is recording, and
    leaving modes takes longer than to find that out."""
    return _disable_current_modes() if _len_torch_dispatch_stack() else _SEEN_BY_NOBODY
