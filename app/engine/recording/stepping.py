"""The sheet of a graph in, the steps of the walk out: forward in the program's order, backward in the engine's."""

from collections.abc import Iterator

from app.engine.recording.backward import ACCUMULATE, Event, Flow
from app.engine.recording.drafting import WHOLE, Draft, Sheet
from app.graph.model import Change, Phase, Step, StepKind, Value

Parts = tuple[Phase, StepKind, str, tuple[str, ...], tuple[Change, ...]]
"""A step without its number."""


def steps_of(sheet: Sheet) -> tuple[Step, ...]:
    """Every step of a pass, numbered from 0."""
    walk = [*_forward(sheet), *_backward(sheet)]
    return tuple(Step(index, *parts) for index, parts in enumerate(walk))


def _forward(sheet: Sheet) -> Iterator[Parts]:
    for draft in sheet.drafts:
        if draft.number is None and not draft.picked and not draft.record.leaf:
            edges = tuple(wire.id for wire in sheet.into.get(draft.id, ()))
            yield "forward", "compute", draft.id, edges, tuple(_computed(sheet, draft))


def _computed(sheet: Sheet, draft: Draft) -> Iterator[Change]:
    outputs = draft.record.outputs
    if draft.output != WHOLE:
        yield Change(draft.id, "value", outputs[draft.output] if draft.output < len(outputs) else None)
        return
    yield Change(draft.id, "value", None)
    for output, value in enumerate(outputs):
        picked = sheet.ids.get((draft.record.index, output))
        if picked is not None:
            yield Change(picked, "value", value)


def _backward(sheet: Sheet) -> Iterator[Parts]:
    flow = sheet.joined.flow
    if flow is None:
        return
    expected = _contributions(flow)
    for (position, output), seed in zip(flow.roots, flow.seeds, strict=True):
        root = sheet.node(sheet.joined.record_of[position], output)
        if root is not None:
            change = Change(root, "grad", seed.total, seed.arrived, expected.get((position, output), 1))
            yield "backward", "seed", root, (), (change,)
    for event in flow.events:
        record = sheet.joined.record_of[event.position]
        node = sheet.ops.get(record.index)
        if node is None:
            continue
        if event.given_back:
            yield _given_back(sheet, event, expected)
        elif flow.nodes[event.position].name == ACCUMULATE:
            yield _accumulate(node, event, expected)
        else:
            yield _send(sheet, flow, node, event, expected)


def _contributions(flow: Flow) -> dict[tuple[int, int], int]:
    """How many contributions each receiver got in all."""
    counts = {root: seed.arrived for root, seed in zip(flow.roots, flow.seeds, strict=True)}
    for event in flow.events:
        for target, sent in zip(flow.nodes[event.position].nexts, event.sent, strict=False):
            if sent is not None:
                counts[target] = max(counts.get(target, 0), sent.arrived)
    return counts


def _accumulate(node: str, event: Event, expected: dict[tuple[int, int], int]) -> Parts:
    count = expected.get((event.position, 0), 1)
    after: Value | None = event.arrived[0]
    return "backward", "accumulate", node, (), (Change(node, "grad", after, count, count, event.before),)


def _given_back(sheet: Sheet, event: Event, expected: dict[tuple[int, int], int]) -> Parts:
    """`torch.autograd.grad` takes what has arrived at one of its inputs."""
    output = len(event.arrived) - 1
    count = expected.get((event.position, output), 1)
    node = sheet.node(sheet.joined.record_of[event.position], output) or ""
    return "backward", "return", node, (), (Change(node, "grad", event.arrived[output], count, count),)


def _send(sheet: Sheet, flow: Flow, node: str, event: Event, expected: dict[tuple[int, int], int]) -> Parts:
    edges = [wire.id for wire in sheet.into.get(node, ()) if wire.contribution is not None]
    record = sheet.joined.record_of[event.position]
    if (record.index, WHOLE) in sheet.ids:
        picked = (sheet.ids.get((record.index, output)) for output in range(len(record.outputs)))
        edges += [wire.id for entry in picked if entry for wire in sheet.into[entry]]
    changes = []
    for number, (target, sent) in enumerate(zip(flow.nodes[event.position].nexts, event.sent, strict=False)):
        receiver = sheet.receivers.get((event.position, number))
        if sent is not None and receiver is not None:
            stored = sheet.joined.events.get(target[0])
            before = stored.before if stored is not None else None
            changes.append(Change(receiver, "grad", sent.total, sent.arrived, expected[target], before))
    return "backward", "send", node, tuple(edges), tuple(changes)
