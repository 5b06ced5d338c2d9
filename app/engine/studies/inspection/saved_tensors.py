"""A node of a pass in, while torch's graph of it lives; the tensors that it has saved for the backward pass out."""

from typing import Any

from torch import Tensor

from app.engine.recording.drafting import Draft, Sheet
from app.engine.recording.records import Mark
from app.engine.recording.saving import saved_by
from app.engine.recording.values import to_value
from app.engine.studies.one_pass import Seen
from app.graph.inspection import Saved
from app.graph.model import Node, Value

_MOST_NUMBERS = 64


def saved_of(seen: Seen, asked: Node) -> tuple[Saved, ...]:
    """What a node has saved; nothing if it has no node of autograd's."""
    sheet = seen.sheet
    draft = next(draft for draft in sheet.drafts if draft.id == asked.id)
    known = None if draft.number is not None or draft.record.leaf else sheet.joined.node_of(draft.record)
    if known is None:
        return ()
    found = ((name, tensor, to_value(tensor.detach(), _MOST_NUMBERS)) for name, tensor in saved_by(known.node))
    return tuple(
        Saved(name, value, _node(sheet, draft, known.node, tensor) or _number(sheet, draft, value))
        for name, tensor, value in found
    )


def _node(sheet: Sheet, draft: Draft, node: Any, tensor: Tensor) -> str | None:
    """Which node of the graph a saved tensor is: torch gives back an argument as it was, and a result of the node as
    another tensor with the same past."""
    mark: Mark | None = getattr(tensor, "_gradwalk", None)
    if mark is not None:
        return sheet.ids.get((mark.record.index, mark.output))
    if tensor.grad_fn is node:
        return sheet.ids.get((draft.record.index, tensor.output_nr))
    return None


def _number(sheet: Sheet, draft: Draft, value: Value) -> str | None:
    """A number of the program, which torch has made a tensor of by itself."""
    written = {each.id: each.number for each in sheet.drafts if each.number is not None}
    sources = [wire.source for wire in sheet.into.get(draft.id, ()) if value.shape == ()]
    return next((source for source in sources if source in written and written[source] == value.data), None)
