"""The passes and series of a finished run in, notes out: where learners fall, found in what torch really did.

Each finding is one function of a recorded pass; `FINDINGS` lists them, and `found` asks them all.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from app.engine.noticing.bad_numbers import BAD, bad_numbers
from app.engine.noticing.broadcasts import paired_by_mistake
from app.engine.noticing.magnitudes import entries, size_of
from app.errors import text
from app.graph.model import Graph, Note, Pass, Series

_SOFTMAX = frozenset({"softmax"})
_CUTS = frozenset({"detach", "data"})
_RELU = frozenset({"relu", "clamp_min"})
_FAR = 1e4
_DEEP = 4
_LAYERS = frozenset({"linear", "addmm", "matmul", "mm"})
_GROWN = 1e3
_SMALLEST = 1e-3

Finding = Callable[[Pass, Graph], Iterator[Note]]


def softmax_twice(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """Cross-entropy takes raw scores and applies softmax itself."""
    nodes = {node.id: node for node in graph.nodes}
    labels = {group.id: group.label for group in graph.groups}
    for edge in graph.edges:
        source, target = nodes[edge.source], nodes[edge.target]
        if target.op == "log_softmax" and source.op in _SOFTMAX and "ross" in labels.get(target.group or "", ""):
            yield Note(
                "softmax-twice",
                text(
                    "Cross-entropy applies softmax itself, and here it gets the result of %(op)s.", op=source.op or ""
                ),
                text("Give it the raw scores (logits): leave out %(op)s.", op=source.op or ""),
                target.span,
                pass_.index,
                source.id,
            )


def dead_relu(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """A ReLU that gives 0 everywhere lets no gradient through."""
    for node in graph.nodes:
        numbers = entries(node.value) if node.op in _RELU and node.live else []
        if numbers and not any(numbers):
            yield Note(
                "dead-relu",
                text("Every entry of this ReLU is 0, so no gradient gets through it in this pass."),
                text("Try other initial weights, a smaller learning rate, or leaky_relu."),
                node.span,
                pass_.index,
                node.id,
            )
            return


def cut_graph(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """A parameter gets no gradient because detach(), or .data, stands between it and the root."""
    nodes = {node.id: node for node in graph.nodes}
    sources: dict[str, list[str]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    for cut in _behind(pass_.roots, sources):
        node = nodes[cut]
        if node.op not in _CUTS:
            continue
        lost = [nodes[id] for id in _behind([cut], sources) if nodes[id].kind == "parameter" and not nodes[id].live]
        named = next((leaf.name for leaf in lost if leaf.name), None)
        if named is not None:
            yield Note(
                "cut-graph",
                text("The graph is cut here, so no gradient reaches %(name)s.", name=named),
                text("Leave out detach() or .data where a gradient has to pass."),
                node.span,
                pass_.index,
                node.id,
            )
            return


def _behind(roots: Sequence[str], sources: dict[str, list[str]]) -> list[str]:
    """All nodes that the roots depend on, themselves included."""
    seen = dict.fromkeys(roots)
    waiting = list(roots)
    while waiting:
        for source in sources.get(waiting.pop(), ()):
            if source not in seen:
                seen[source] = None
                waiting.append(source)
    return list(seen)


def gradients_by_depth(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """What arrives at the first and at the last layer of a deep network, or at the first and the last step in time."""
    layers = [node for node in graph.nodes if node.op in _LAYERS and node.live and len(node.shape) >= 2]
    if len(layers) < _DEEP:
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


FINDINGS: tuple[Finding, ...] = (
    bad_numbers, softmax_twice, dead_relu, cut_graph, gradients_by_depth, paired_by_mistake,
)  # fmt: skip


def found(passes: Sequence[Pass], series: Sequence[Series]) -> list[Note]:
    """Every note, each kind once for a line."""
    notes: dict[tuple[str, object], Note] = {}
    in_passes = [
        note
        for pass_ in passes
        if pass_.graph is not None
        for finding in (FINDINGS if pass_.root is not None else (bad_numbers,))
        for note in finding(pass_, pass_.graph)
    ]
    for note in chain(_of_the_loss(passes, series, in_passes), in_passes):
        notes.setdefault((note.code, note.span), note)
    return list(notes.values())


def _of_the_loss(passes: Sequence[Pass], series: Sequence[Series], known: Sequence[Note]) -> Iterator[Note]:
    """A loss that grows beyond all measure, or is no number any more: unless `known` says by which node of its pass."""
    loss = next((each for each in series if each.kind == "loss"), None)
    if loss is None or len(loss.values) < 2 or isinstance(loss.values[0], str):
        return
    first = float(loss.values[0])
    for index, value in zip(loss.passes, loss.values, strict=True):
        bad = isinstance(value, str)
        if bad or float(value) - first > _GROWN * max(abs(first), _SMALLEST):
            if bad or _goes_on(loss, index):
                note = _grown(passes[index], loss, index, value)
                if note.code == "diverges" or not _explained(index, known):
                    yield note
            return


def _explained(index: int, known: Sequence[Note]) -> bool:
    """Whether a recorded pass has shown where the bad numbers began."""
    return any(note.code in BAD and note.pass_index is not None and note.pass_index <= index for note in known)


def _goes_on(loss: Series, index: int) -> bool:
    """Whether the loss has not come back by the end."""
    last, then = loss.values[-1], loss.values[loss.passes.index(index)]
    return isinstance(last, str) or float(last) >= float(then)


def _grown(pass_: Pass, loss: Series, index: int, value: object) -> Note:
    before = [number for place, number in zip(loss.passes, loss.values, strict=True) if place < index]
    grew = len(before) > 1 and float(before[-1]) > float(before[0])
    if not isinstance(value, str) or grew:
        return Note(
            "diverges",
            text(
                "The loss grows instead of falling; in pass %(number)s it is %(loss)s.",
                number=index + 1,
                loss=f"{value:.4g}" if isinstance(value, float) else str(value),
            ),
            text("The learning rate is too large: try a tenth of it."),
            pass_.span,
            index,
            pass_.root,
        )
    return Note(
        "loss-not-finite",
        text("In pass %(number)s the loss is %(loss)s for the first time.", number=index + 1, loss=str(value)),
        text("Open that pass: it is recorded then, and a note says at which node it began."),
        pass_.span,
        index,
        pass_.root,
    )
