"""The sheet of a graph in, the steps of the walk out: forward in the program's order, backward in the engine's."""

from collections.abc import Iterator

from app.engine.recording.drafting import WHOLE, Draft, Sheet
from app.engine.recording.flow import ACCUMULATE, Event, Flow
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
            edges = tuple([wire.id for wire in sheet.into.get(draft.id, ())])
            yield "forward", "compute", draft.id, edges, _computed(sheet, draft)


def _computed(sheet: Sheet, draft: Draft) -> tuple[Change, ...]:
    outputs = draft.record.outputs
    if draft.output != WHOLE:
        return (Change(draft.id, "value", outputs[draft.output] if draft.output < len(outputs) else None),)
    picked = ((sheet.ids.get((draft.record.index, output)), value) for output, value in enumerate(outputs))
    return (Change(draft.id, "value", None), *(Change(id, "value", value) for id, value in picked if id is not None))


def _backward(sheet: Sheet) -> Iterator[Parts]:
    flow = sheet.joined.flow
    if flow is None:
        return
    for (position, output), seed in zip(flow.roots, flow.seeds, strict=True):
        root = sheet.node(sheet.joined.record_of[position], output)
        if root is not None:
            change = Change(root, "grad", seed.total, seed.arrived, flow.contributions((position, output)))
            yield "backward", "seed", root, (), (change,)
    for event in flow.events:
        record = sheet.joined.record_of[event.position]
        node = sheet.ops.get(record.index)
        if node is None:
            continue
        if event.given_back:
            yield _given_back(sheet, flow, event)
        elif flow.nodes[event.position].name == ACCUMULATE:
            yield _accumulate(flow, node, event)
        else:
            yield _send(sheet, flow, node, event)


def _accumulate(flow: Flow, node: str, event: Event) -> Parts:
    count = flow.contributions((event.position, 0))
    after: Value | None = event.arrived[0]
    return "backward", "accumulate", node, (), (Change(node, "grad", after, count, count, event.before),)


def _given_back(sheet: Sheet, flow: Flow, event: Event) -> Parts:
    """`torch.autograd.grad` takes what has arrived at one of its inputs."""
    output = len(event.arrived) - 1
    count = flow.contributions((event.position, output))
    node = sheet.node(sheet.joined.record_of[event.position], output) or ""
    return "backward", "return", node, (), (Change(node, "grad", event.arrived[output], count, count),)


def _send(sheet: Sheet, flow: Flow, node: str, event: Event) -> Parts:
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
            changes.append(Change(receiver, "grad", sent.total, sent.arrived, flow.contributions(target), before))
    return "backward", "send", node, tuple(edges), tuple(changes)
