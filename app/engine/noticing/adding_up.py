"""The passes of a run in; a note out where a gradient that an update has used already is used again, because it was not
set to zero in between."""

from collections.abc import Iterator, Sequence

from app.engine.noticing.told import Told
from app.errors import Text, text
from app.graph.model import Node, Note, Pass, Step, Value
from app.graph.numbers import flat

Place = tuple[Pass, Node]


def adds_up(passes: Sequence[Pass], told: Told) -> Iterator[Note]:
    """At most one note. Gradients that are gathered over several passes for one update are meant; so is what is added
    to and then thrown away. Where nothing is ever updated, any gradient that adds up is told, unless that is since the
    name of the leaf stands for something else."""
    used: set[str] = set()
    stale: dict[str, Place] = {}
    first, updates = None, False
    for pass_ in passes:
        if pass_.graph is None:
            used.clear()
            stale.clear()
            continue
        nodes = {node.id: node for node in pass_.graph.nodes}
        for step in pass_.steps:
            node = nodes[step.node]
            name = node.name or node.id
            if step.kind == "accumulate":
                added = _holds(step.changes[0].before)
                if not added:
                    used.discard(name)
                    stale.pop(name, None)
                elif name in used:
                    stale.setdefault(name, (pass_, node))
                first = first or ((pass_, node) if added else None)
            elif step.kind == "write":
                updates = True
                if name in stale:
                    yield _note(*stale[name], step)
                    return
                used.add(name)
    if first is not None and not updates and not told.rebound:
        yield _note(*first)


def _note(pass_: Pass, node: Node, update: Step | None = None) -> Note:
    name = node.name or node.id
    return Note(
        "grad-adds-up",
        text("%(name)s.grad adds up over the backward passes, because it is not set to zero in between.", name=name),
        _remedy(name, update),
        pass_.span,
        pass_.index,
        node.id,
    )


def _remedy(name: str, update: Step | None) -> Text:
    if update is not None and update.by is not None:
        return text("Set it to zero before each backward(): call zero_grad() of the optimizer.")
    return text("Set it to zero after each update: %(name)s.grad.zero_().", name=name)


def _holds(value: Value | None) -> bool:
    """Whether there is anything but zeros."""
    if value is None:
        return False
    numbers = flat(value)
    return any(numbers) if numbers is not None else value.stats is not None and value.stats.norm != 0
