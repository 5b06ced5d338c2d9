"""A note on bad numbers in; the address of the step that it is about, out."""

from app.graph.model import Note, Run
from app.web.view import kept

_KINDS = {"bad-number": "compute", "bad-upstream": "seed", "bad-gradient": "send"}


def address_of(note: Note, run: Run) -> str | None:
    """The position of the whole pass just after the step in which the numbers go bad; None for other notes."""
    if note.code not in _KINDS or note.pass_index is None or note.pass_index >= len(run.passes):
        return None
    steps = run.passes[note.pass_index].steps
    for step in steps:
        if step.node == note.node and step.kind == _KINDS[note.code]:
            return f"?pass={note.pass_index}&at={step.index + 1}{kept()}"
    return f"?pass={note.pass_index}&at=0{kept()}"
