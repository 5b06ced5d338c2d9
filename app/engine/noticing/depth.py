"""A recorded pass in; a note out where the gradient fades or explodes on its way through many layers, or far back in
time."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from app.engine.noticing.magnitudes import size_of
from app.errors import text
from app.graph.model import Graph, Node, Note, Pass

_FAR = 1e4
_DEEP, _LONG = 4, 10
_LAYERS = frozenset({"linear", "addmm", "matmul", "mm"})


def gradients_by_depth(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """What arrives at the first and at the last layer of a deep network, or at the first and the last step in time."""
    layers = _layers(graph)
    if not layers:
        return
    first, last = size_of(layers[0].grad), size_of(layers[-1].grad)
    if not (math.isfinite(first) and math.isfinite(last)) or last == 0:
        return
    numbers = {"first": f"{first:.2g}", "last": f"{last:.2g}"}
    if first < last / _FAR:
        yield Note(
            "vanishing-gradients",
            text(
                "The gradient shrinks on its way back, from %(last)s to %(first)s: the early steps hardly learn.",
                **numbers,
            ),
            text("Use ReLU or gates instead of sigmoid and tanh, normalisation, or other initial weights."),
            layers[0].span, pass_.index, layers[0].id,
        )  # fmt: skip
    elif first > last * _FAR:
        yield Note(
            "exploding-gradients",
            text("The gradient grows on its way back, from %(last)s to %(first)s.", **numbers),
            text("Use smaller initial weights, or clip the gradients: nn.utils.clip_grad_norm_."),
            layers[0].span, pass_.index, layers[0].id,
        )  # fmt: skip


def _layers(graph: Graph) -> Sequence[Node]:
    """The layers that follow one another: matrix products, of steps in time those of one shape; else products of
    single numbers in one line of the program that is run again and again."""
    matrices = [node for node in graph.nodes if node.op in _LAYERS and node.live and len(node.shape) >= 2]
    products = [] if len(matrices) >= _DEEP else _repeated(graph)
    if len(matrices) < _DEEP and len(products) < _LONG:
        return ()
    reads: dict[str, list[str]] = {}
    for edge in graph.edges:
        reads.setdefault(edge.target, []).append(edge.source)
    if matrices:
        [(shape, count)] = Counter(node.shape for node in matrices).most_common(1)
        like = [node for node in matrices if node.shape == shape] if count > len(matrices) / 2 else []
        return next((chain for chain in (_chain(like, reads), _chain(matrices, reads)) if len(chain) >= _DEEP), ())
    chain = _chain(products, reads)
    return chain if len(chain) >= _LONG else ()


def _repeated(graph: Graph) -> list[Node]:
    """Products of single numbers, of the line that makes most of them."""
    products = [node for node in graph.nodes if node.op == "mul" and node.live and not node.shape and node.span]
    if len(products) < _LONG:
        return []
    [(line, _)] = Counter(node.span for node in products).most_common(1)
    return [node for node in products if node.span == line]


def _chain(layers: Sequence[Node], reads: Mapping[str, Sequence[str]]) -> list[Node]:
    """The last of the layers, and those that it depends on."""
    seen = {node.id for node in layers[-1:]}
    waiting = list(seen)
    while waiting:
        for source in reads.get(waiting.pop(), ()):
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return [node for node in layers if node.id in seen]
