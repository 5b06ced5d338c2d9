"""Tensors that a program makes plain numbers of, and gradients that it waits for in vain, come in while it runs; which
of the first are why goes out."""

import weakref
from collections.abc import Iterator

from torch import Tensor
from torch.autograd.graph import Node as AutogradNode

from app.errors import Span, text
from app.graph.model import Note

_MOST_PLACES = 50
_MOST_NODES = 2_000


class PlainNumbers:
    """`item()` and its like cut the graph, which is meant where a program only looks at a number. It is told of leaves
    whose gradient the program, or an optimizer of it, has found to be None whenever it looked."""

    def __init__(self) -> None:
        self._taken: dict[Span, tuple[str, list[weakref.ref[Tensor]]]] = {}
        self._missed: dict[int, tuple[str, weakref.ref[Tensor]]] = {}
        self._found: set[int] = set()

    def taken(self, label: str, tensor: Tensor, span: Span) -> None:
        """The program made a plain number of a tensor that requires a gradient; each place is looked at once."""
        if span not in self._taken and len(self._taken) < _MOST_PLACES:
            self._taken[span] = label, [weakref.ref(leaf) for leaf in _leaves(tensor)]

    def wanted(self, name: str, leaf: Tensor) -> None:
        """After a backward pass the gradient of a leaf is wanted."""
        if leaf.grad is not None:
            self._found.add(id(leaf))
            self._missed.pop(id(leaf), None)
        elif id(leaf) not in self._found:
            self._missed.setdefault(id(leaf), (name, weakref.ref(leaf)))

    def missed(self) -> list[str]:
        """The names of the leaves whose gradient was always None."""
        return [name for name, _ in self._missed.values()]

    def notes(self) -> Iterator[Note]:
        """One note for each place that keeps a gradient from a leaf that waits for it."""
        for span, (label, leaves) in self._taken.items():
            behind = {id(leaf()) for leaf in leaves if leaf() is not None}
            name = next((name for name, leaf in self._missed.values() if id(leaf()) in behind), None)
            if name is not None:
                yield Note(
                    "cut-graph",
                    text("%(op)s() makes plain numbers here, so no gradient reaches %(name)s.", op=label, name=name),
                    text(
                        "Compute the loss from the tensors themselves, and use %(name)s() only to look at numbers.",
                        name=label,
                    ),
                    span,
                )


def _leaves(tensor: Tensor) -> Iterator[Tensor]:
    """The leaves that a tensor was computed from, as far as a bounded walk finds them."""
    if tensor.grad_fn is None:
        yield tensor
        return
    seen: set[AutogradNode] = {tensor.grad_fn}
    waiting = [tensor.grad_fn]
    while waiting and len(seen) < _MOST_NODES:
        node = waiting.pop()
        leaf = getattr(node, "variable", None)
        if isinstance(leaf, Tensor):
            yield leaf
        fresh = {after for after, _ in node.next_functions if after is not None} - seen
        seen |= fresh
        waiting.extend(fresh)
