"""A request and a pass in; the pass as it was recorded, with the calculation behind its nodes on a tape, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from app.engine.limits import Limits
from app.engine.recording.backward import Task
from app.engine.studies.one_pass import Found, RecordedPass, Seen, found_by
from app.engine.studies.replaying.recorded_tape import RecordedTape
from app.graph.model import Request


@dataclass(frozen=True)
class TapedPass(Seen):
    """A pass, its graph, what torch was asked to differentiate, and the tape."""

    tape: RecordedTape

    def tensor_of(self, node: str) -> Tensor | None:
        """The tensor behind a node; None where it depends on no parameter, or is none that the program still had."""
        draft = next(draft for draft in self.sheet.drafts if draft.id == node)
        refs = draft.record.refs
        tensor = refs[draft.output]() if draft.number is None and 0 <= draft.output < len(refs) else None
        return tensor if tensor is not None and self.tape.knows(tensor) else None


class Taping(RecordedPass[Found]):
    """A run that tapes what it records; graphs that were retained are taped back for `back` passes."""

    def __init__(
        self, limits: Limits, first: int, index: int, look: Callable[[TapedPass], Found], *, back: int = 0
    ) -> None:
        super().__init__(limits, first, index, lambda seen: look(self._taped(seen)))
        self.back = back
        self.tape = RecordedTape(self.recorder)

    def _taped(self, seen: Seen) -> TapedPass:
        return TapedPass(seen.pass_, seen.graph, seen.sheet, seen.task, self.tape)

    def listen(self, before: Task | None) -> None:
        """A pass that retained its graph may be differentiated again: then the tape goes on, as long as it is short."""
        if self.index - len(self.passes.done) > self.back:
            return
        goes_on = before is None or self.passes.kept_for_root or bool(before.options.get("retain_graph"))
        if not goes_on or len(self.tape.doings) > self.limits.recorded_nodes:
            self.tape = RecordedTape(self.recorder)
        self.tape.listen()

    def applied(self, again: Callable[..., Any], given: Sequence[Any], results: Sequence[Tensor]) -> None:
        """What a custom function computes belongs to the calculation."""
        self.tape.applied(again, given, results)

    def hush(self) -> None:
        """torch's backward pass is no part of the calculation."""
        self.tape.hush()


def at_the_pass(
    request: Request, index: int, limits: Limits, look: Callable[[TapedPass], Found], *, back: int = 0
) -> Found:
    """What `look` makes of pass `index`, while torch's graph of it is still there.

    Raises: as `found_by`; and what `look` raises.
    """
    return found_by(Taping(limits, max(request.record, 0), index, look, back=back), request)
