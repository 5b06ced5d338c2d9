"""The passes and series of a finished run in, notes out: where learners fall, found in what torch really did.

Each finding is one function of a recorded pass; `FINDINGS` lists them, and `found` asks them all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from app.engine.noticing.adding_up import adds_up
from app.engine.noticing.bad_numbers import BAD, bad_numbers
from app.engine.noticing.broadcasts import paired_by_mistake
from app.engine.noticing.cuts import cut_graphs
from app.engine.noticing.dead_relus import dead_relus
from app.engine.noticing.depth import gradients_by_depth
from app.engine.noticing.diverging import diverging
from app.engine.noticing.told import Told
from app.errors import text
from app.graph.model import Graph, Node, Note, Pass, Series

_RESHAPES = frozenset({"unsqueeze", "squeeze", "view", "reshape", "flatten", "t", "transpose", "permute", "select"})

Finding = Callable[[Pass, Graph], Iterator[Note]]
Comparing = Callable[[Sequence[Pass], Told], Iterator[Note]]


def softmax_twice(pass_: Pass, graph: Graph) -> Iterator[Note]:
    """Cross-entropy takes raw scores and applies softmax itself; binary cross-entropy with logits, sigmoid."""
    if not any(node.op in ("softmax", "sigmoid") for node in graph.nodes):
        return
    nodes = {node.id: node for node in graph.nodes}
    labels = {group.id: group.label for group in graph.groups}
    first = {edge.target: edge.source for edge in graph.edges if edge.slot == 0}
    for target in graph.nodes:
        if target.op == "log_softmax" and "ross" in labels.get(target.group or "", ""):
            loss, wanted = text("Cross-entropy"), "softmax"
        elif target.op == "binary_cross_entropy_with_logits":
            loss, wanted = text("Binary cross-entropy with logits"), "sigmoid"
        else:
            continue
        source = _unshaped(target, nodes, first)
        if source.op == wanted:
            yield Note(
                f"{wanted}-twice",
                text("%(loss)s applies %(op)s itself, and here it gets the result of %(op)s.", loss=loss, op=wanted),
                text("Give it the raw scores (logits): leave out %(op)s.", op=wanted),
                target.span,
                pass_.index,
                source.id,
            )


def _unshaped(node: Node, nodes: Mapping[str, Node], first: Mapping[str, str]) -> Node:
    """What a node reads first, before it was given another shape."""
    source = nodes[first[node.id]]
    while source.op in _RESHAPES and source.id in first:
        source = nodes[first[source.id]]
    return source


FINDINGS: tuple[Finding, ...] = (bad_numbers, softmax_twice, gradients_by_depth, paired_by_mistake)
"""What is found in one pass."""
OVER_PASSES: tuple[Comparing, ...] = (adds_up, dead_relus, cut_graphs)
"""What is found by comparing the passes of a run."""


def found(passes: Sequence[Pass], series: Sequence[Series], told: Told) -> list[Note]:
    """Every note, each kind once for a line, beside what was noticed while the program ran."""
    notes: dict[tuple[str, object], Note] = {}
    in_passes = [
        note
        for pass_ in passes
        if pass_.graph is not None
        for finding in (FINDINGS if pass_.root is not None else (bad_numbers,))
        for note in finding(pass_, pass_.graph)
    ]
    over_passes = chain.from_iterable(finding(passes, told) for finding in OVER_PASSES)
    begun = _as_they_began(in_passes)
    for note in chain(diverging(passes, series, begun), begun, over_passes):
        notes.setdefault((note.code, note.span), note)
    return list(notes.values())


def _as_they_began(notes: Sequence[Note]) -> list[Note]:
    """Without the bad numbers of later passes, which come of the first ones."""
    first = next((note.pass_index for note in notes if note.code in BAD), None)
    return [note for note in notes if note.code not in BAD or note.pass_index == first]
