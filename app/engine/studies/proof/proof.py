"""A program and a pass in; every gradient of autograd's beside a finite difference in float64, out."""

import math
from collections.abc import Mapping
from time import monotonic

import torch
from torch import Tensor

from app.engine.limits import Limits
from app.engine.recording.values import finite
from app.engine.studies.differing import custom_functions, is_hooked
from app.engine.studies.proof.repeated_gradients import comes_out_again, gradients, rounded
from app.engine.studies.proof.slopes import extrapolated, slope_of
from app.engine.studies.proof.trial_outcomes import outcome_of, said_of
from app.engine.studies.refusals import no_proof
from app.engine.studies.replaying.precise import STEP, Precise, Remembering, doubled
from app.engine.studies.replaying.replay import FAILURES, Values
from app.engine.studies.replaying.taped_loss import TapedLoss, at_the_loss
from app.errors import ProgramError, Text, TimeLimit, text
from app.graph.model import Number, Request
from app.graph.naming import index_text
from app.graph.proof import PROOF_VERSION, Proof, Trial

MOST_ENTRIES = 8
"""Of a larger parameter the entries with the largest gradients are tried, and a direction through all of them."""
MOST_TRIALS = 120
_Witnessed = tuple[TapedLoss[Remembering], Precise, Mapping[int, Tensor]]


def prove(request: Request, index: int, limits: Limits) -> Proof:
    """Try the gradients of pass `index`.

    Raises:
        ProgramError: `no-proof`, the pass can't be computed again, with the reason; or what the program did wrong.
        TimeLimit: it takes too long.
    """
    ends = monotonic() + limits.seconds
    loss, precise, grads = at_the_loss(request, index, Remembering, limits, _witnessed)
    names = {id(tensor): name for name, tensor in [*loss.named, *loss.parameters]}
    trying = _Trying(precise, names, grads, ends)
    trials: list[Trial] = []
    left_out = 0
    for leaf in trying.leaves:
        wanted = trying.entries(leaf)
        if len(trials) + len(wanted) > MOST_TRIALS:
            left_out += leaf.numel()
            continue
        left_out += leaf.numel() - len(wanted)
        trials += [trying.entry(leaf, place) for place in wanted]
        if leaf.numel() > len(wanted):
            trials.append(trying.direction(leaf))
    return Proof(PROOF_VERSION, index, tuple(trials), left_out, _notes(loss.tape))


def _witnessed(loss: TapedLoss[Remembering]) -> _Witnessed:
    """The loss with the gradients that it gives while the program's hooks are there."""
    precise = Precise(loss.tape, loss.root)
    return loss, precise, gradients(loss.root, {id(leaf): leaf for leaf in precise.leaves()})


def _notes(tape: Remembering) -> tuple[Text, ...]:
    if not tape.read:
        return ()
    return (
        text("The program reads numbers on the way to the loss; the differences take the way that this pass took."),
    )


class _Trying:
    """A calculation that is done again and again, with one leaf changed."""

    def __init__(self, precise: Precise, names: Mapping[int, str], grads: Mapping[int, Tensor], ends: float) -> None:
        self.precise = precise
        self.ends = ends
        places = {key: place for place, key in enumerate(names)}
        self.leaves = sorted(precise.leaves(), key=lambda leaf: places.get(id(leaf), len(places)))
        self.names = {id(leaf): names.get(id(leaf), f"leaf {place + 1}") for place, leaf in enumerate(self.leaves)}
        self.first = {id(leaf): doubled(leaf) for leaf in self.leaves}
        given = {key: value.clone().requires_grad_() for key, value in self.first.items()}
        try:
            with torch.enable_grad():
                self.fixed: Values = precise(given)
            again = self.fixed[id(precise.root)]
            self.precise_grads = gradients(again, given)
        except FAILURES:
            raise _not_again() from None
        if not comes_out_again(precise, self.leaves):
            raise _not_again()
        self.rounded = rounded(precise)
        self.loss = float(again.detach())
        self.hooked = is_hooked((*self.leaves, *(item for doing in precise.doings for item in doing.out)))
        self.custom = custom_functions(precise.doings)
        self.grads = grads
        self.scale = max((float(grad.abs().max()) for grad in self.precise_grads.values() if grad.numel()), default=0.0)

    def entries(self, leaf: Tensor) -> list[int]:
        """The places of a leaf that are tried one by one."""
        if leaf.numel() <= MOST_ENTRIES:
            return list(range(leaf.numel()))
        return sorted(self.precise_grads[id(leaf)].abs().flatten().topk(MOST_ENTRIES // 2).indices.tolist())

    def entry(self, leaf: Tensor, place: int) -> Trial:
        """One entry, moved a little."""
        direction = torch.zeros(leaf.numel(), dtype=torch.float64)
        direction[place] = 1.0
        value = float(self.first[id(leaf)].flatten()[place])
        name = self.names[id(leaf)] + index_text(leaf.shape, place)
        return self._trial(leaf, direction, name, max(abs(value), 1.0), value, None)

    def direction(self, leaf: Tensor) -> Trial:
        """All entries at once."""
        numbers = torch.Generator().manual_seed(0)
        direction = torch.randn(leaf.numel(), generator=numbers, dtype=torch.float64)
        return self._trial(
            leaf, direction / torch.linalg.vector_norm(direction), self.names[id(leaf)], 1.0, None, leaf.numel()
        )

    def _trial(
        self, leaf: Tensor, direction: Tensor, name: str, scale: float, value: float | None, entries: int | None
    ) -> Trial:
        along = direction.reshape(leaf.shape)
        autograd = float((self.grads[id(leaf)].double() * along).sum())
        precise = float((self.precise_grads[id(leaf)] * along).sum())

        def sides(step: float) -> tuple[float, float]:
            return self._sides(leaf, along, step)

        slope = slope_of(sides, STEP * scale, self.loss)
        numeric, unsure = slope.numeric, 0.0
        if slope.shape == "smooth" and abs(precise - numeric) > 1e-6 * max(abs(precise), abs(numeric)):
            numeric, unsure = extrapolated(sides, slope)
        size = max(abs(autograd), abs(numeric))
        noise = 1e-15 * abs(self.loss) / slope.step * 10 + 1e-7 * self.scale + unsure
        repeated = self._repeats(leaf, along, autograd, numeric)
        outcome = outcome_of(autograd, precise, numeric, max(size, 1e-300), noise, slope.shape, repeated)
        error = 0.0 if size <= noise else abs(autograd - numeric) / size
        kink = outcome == "kink"
        return Trial(
            name=name, value=None if value is None else finite(value), autograd=finite(autograd),
            precise=finite(precise), numeric=finite(numeric), error=finite(error), step=slope.step, outcome=outcome,
            says=said_of(outcome, slope, self.hooked, self.custom), left=_side(slope.left, kink),
            right=_side(slope.right, kink), entries=entries,
        )  # fmt: skip

    def _repeats(self, leaf: Tensor, along: Tensor, autograd: float, numeric: float) -> bool:
        """Whether the calculation as the program wrote it gives autograd's number again: then what is off is rounding,
        even where the gradient is nothing but rounding, as that of a bias before a normalisation."""
        again = self.rounded.get(id(leaf))
        return (
            again is not None and abs(float((again.double() * along).sum()) - autograd) <= abs(autograd - numeric) / 10
        )

    def _sides(self, leaf: Tensor, along: Tensor, step: float) -> tuple[float, float]:
        """The slope to the right and to the left."""
        ahead, behind = (self._at(leaf, self.first[id(leaf)] + sign * step * along) for sign in (1, -1))
        return (ahead - self.loss) / step, (self.loss - behind) / step

    def _at(self, leaf: Tensor, value: Tensor) -> float:
        if monotonic() > self.ends:
            raise TimeLimit(text("The proof takes too long to compute."), hint=text("Use less data."))
        try:
            with torch.no_grad():
                made = self.precise({**self.first, id(leaf): value}, self.fixed)[id(self.precise.root)]
        except FAILURES:
            return math.nan
        return float(made)


def _side(slope: float, kink: bool) -> Number | None:
    return finite(slope) if kink else None


def _not_again() -> ProgramError:
    return no_proof(
        text("The calculation of this pass can't be done again in float64, so there is nothing to compare."),
        text("Compute the loss from the parameters without changing them, and without .data, before backward()."),
    )
