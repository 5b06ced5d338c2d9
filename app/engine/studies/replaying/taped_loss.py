"""A request and a pass in; the loss of that pass before it is differentiated, with its calculation on a tape, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from torch import Tensor

from app.engine.limits import Limits
from app.engine.program.frames import Frame
from app.engine.recording.backward import Task
from app.engine.studies.one_pass import Found, OnePass, failure, run_as_far
from app.engine.studies.refusals import no_surface
from app.engine.studies.replaying.tape import Tape
from app.errors import Span, text
from app.graph.model import Request

AnyTape = TypeVar("AnyTape", bound=Tape)
_NEVER = 2**62


@dataclass(frozen=True)
class TapedLoss(Generic[AnyTape]):
    """What a pass starts from, the tape, and the variables at the top level; `named` are the parameters by the names
    that they had at the first pass, `parameters` by those that they have now."""

    root: Tensor
    tape: AnyTape
    frame: Frame
    named: list[tuple[str, Tensor]]
    parameters: list[tuple[str, Tensor]]


class ToTheLoss(OnePass[Found], Generic[Found, AnyTape]):
    """A run that records nothing, and shows its loss to `look` instead of differentiating it."""

    def __init__(
        self, limits: Limits, index: int, kind: type[AnyTape], look: Callable[[TapedLoss[AnyTape]], Found]
    ) -> None:
        super().__init__(limits, _NEVER, index)
        self.kind = kind
        self.look = look
        self.tape = kind()
        self.named: list[tuple[str, Tensor]] = []

    def listen(self, before: Task | None) -> None:
        """Tape the calculation of the loss alone: that of an earlier pass is another one."""
        if before is not None:
            self._name()
            self.tape = self.kind()
        if len(self.passes.done) == self.index or self.passes.kept_for_root:
            self.tape.listen()

    def applied(self, again: Callable[..., Any], given: Sequence[Any], results: Sequence[Tensor]) -> None:
        """What a custom function computes belongs to the calculation."""
        self.tape.applied(again, given, results)

    def hush(self) -> None:
        """The loss is there."""
        self.tape.hush()

    def _name(self) -> None:
        self.named = self.named or self.parameters()

    def reach(self, task: Task, span: Span | None) -> None:  # noqa: ARG002
        """Look, if there is one number to look at."""
        self._name()
        if len(task.roots) == 1 and task.roots[0].numel() == 1:
            now = self.parameters()
            self.keep_found(lambda: self.look(TapedLoss(task.roots[0], self.tape, self.frame, self.named, now)))


def taped_loss(request: Request, index: int, kind: type[AnyTape], limits: Limits) -> TapedLoss[AnyTape]:
    """The loss of pass `index`.

    Raises:
        ProgramError: `no-surface`, the pass does not start from one number; or what the program did wrong before it.
        RequestError: what surrounds the program is wrong.
        TimeLimit: it takes too long.
    """
    return at_the_loss(request, index, kind, limits, lambda loss: loss)


def at_the_loss(
    request: Request, index: int, kind: type[AnyTape], limits: Limits, look: Callable[[TapedLoss[AnyTape]], Found]
) -> Found:
    """What `look` makes of the loss while the run is not over, so that the hooks of the program are still there.

    Raises: as `taped_loss`; and what `look` raises.
    """
    runtime = ToTheLoss(limits, index, kind, look)
    run = run_as_far(runtime, request)
    if runtime.found is None:
        why = text("Pass %(number)s does not start from one number.", number=index + 1)
        raise failure(run) or no_surface(why)
    return runtime.found
