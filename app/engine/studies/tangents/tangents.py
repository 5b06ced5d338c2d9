"""A request, a pass and a direction of its parameters in; the tangent of every node, by torch's own forward mode, out.

The pass runs once under the recorder and a tape, and the tape once more with dual numbers, in the program's own dtype.
"""

from collections.abc import Iterator, Mapping
from math import isfinite
from time import monotonic
from typing import Any

import torch
from torch import Tensor
from torch.autograd.forward_ad import dual_level

from app.engine.limits import Limits
from app.engine.recording.values import Keeper, dtype_name, finite
from app.engine.studies.refusals import no_tangents
from app.engine.studies.replaying.taped_pass import TapedPass, at_the_pass
from app.engine.studies.tangents.agreement import agree, is_same, notes
from app.engine.studies.tangents.directions import Moved, directed, leaves_of
from app.engine.studies.tangents.dual_replay import DualReplay, Swept
from app.engine.studies.tangents.tangent_graph import TangentGraph
from app.errors import Text, text
from app.graph.model import Request
from app.graph.tangents import TANGENTS_VERSION, Along, Tangent, Tangents, Term

_MOST_NUMBERS = 64
_MOST_KEPT = 400_000
_BACK = 8
"""A graph that was retained is taped back for so many passes."""
_WARM = (
    "x = param([[1.0, 2.0], [3.0, 4.0]])\n"
    "loss = F.logsigmoid(x * 3).sum() + torch.trace(x @ x) + F.nll_loss(x.log_softmax(1), torch.tensor([0, 1]))"
)


def sweep(request: Request, index: int, direction: Mapping[str, Any], limits: Limits) -> Tangents:
    """The tangents of pass `index` along a direction: see `directed` for how that is given.

    Raises:
        RequestError: there is no such pass, or `direction`: what is wrong with it.
        ProgramError: `no-tangents`, the pass can't be computed again; or what the program did wrong before that pass.
        TimeLimit: it takes too long.
    """
    ends = monotonic() + limits.seconds

    def look(taped: TapedPass) -> Tangents:
        return _Sweeping(taped, direction, ends).tangents()

    return at_the_pass(request, index, limits, look, back=_BACK)


class _Sweeping:
    """One walk along the tape, told by the ids of the graph."""

    def __init__(self, taped: TapedPass, direction: Mapping[str, Any], ends: float) -> None:
        if any(root.dtype.is_complex for root in taped.task.roots):
            raise no_tangents(
                text("Tangents are shown for real numbers only."), text("Compute the loss with real numbers.")
            )
        self.taped = taped
        self.leaves = leaves_of(taped.graph, taped.sheet)
        self.moved = directed(direction, self.leaves)
        self.pictured = TangentGraph(taped, [one.leaf for one in self.moved])
        self.dual = DualReplay(taped.tape, self.pictured.is_reached, ends)
        self.keep = Keeper(_MOST_NUMBERS, _MOST_KEPT)
        self.found: dict[str, Tangent] = {}
        self.still: set[str] = set()
        self.reasons: dict[str, Text] = {}

    def tangents(self) -> Tangents:
        """The whole answer."""
        forward = self._walked()
        self._stop()
        along = tuple(map(self._along, self.moved))
        reverse = sum(float(one.product) for one in along)
        agrees = self._agrees(forward, reverse)
        order = [node.id for node in self.pictured.graph.nodes if node.id in self.found]
        return Tangents(
            version=TANGENTS_VERSION,
            pass_index=self.taped.pass_.index,
            root=self.taped.pass_.root or "",
            dtype=dtype_name(self.taped.task.roots[0].dtype),
            along=along,
            tangents=tuple(self.found[name] for name in order),
            forward=None if forward is None else finite(forward),
            reverse=finite(reverse),
            agrees=agrees,
            numbers=sum(leaf.numel() for _, leaf in self.leaves),
            notes=notes(agrees, self._tensors()),
        )

    def _tensors(self) -> Iterator[Tensor]:
        """What the pass computed, and what it began with."""
        yield from (leaf for _, leaf in self.leaves)
        for doing in self.taped.tape.doings:
            yield from doing.out

    def _walked(self) -> float | None:
        """Walk along the tape; returns the tangent of the root."""
        with dual_level(), torch.no_grad():
            for one in self.moved:
                self.dual.move(one.leaf, one.numbers)
                self._tell(one.node.id, one.numbers, ())
            for swept in self.dual:
                self._note(swept)
            return self._forward()

    def _tell(self, node: str, tangent: Tensor, terms: tuple[Term, ...]) -> None:
        gradient = self.pictured.gradients.get(node)
        product = None
        if gradient is not None and gradient.shape == tangent.shape:
            product = finite(float((gradient * tangent.double()).sum()))
        shown = None if gradient is None else self.keep(gradient.to(tangent.dtype))
        name = self.pictured.called(node)
        self.found[node] = Tangent(node, name, self.keep(tangent), terms, shown, product)

    def _note(self, swept: Swept) -> None:
        """Tell the results of an operation, and what it reads that no operation of its own has made, such as a view."""
        sources = self.pictured.sources(swept)
        for share in swept.shares:
            source = sources[share.place][0] if share.place < len(sources) else None
            if source is not None and source not in self.found:
                self._tell(source, share.tangent, ())
        for place, (made, out) in enumerate(zip(swept.made, swept.doing.out, strict=True)):
            names = self.pictured.nodes(made)
            if swept.stopped is not None:
                self.reasons.update(dict.fromkeys(names, swept.stopped))
                continue
            self.still.update(names)
            base = out._base if swept.doing.writes else None
            tangent = swept.tangents[place] if base is None else self.dual.tangent(base)
            if names and tangent is not None:
                self._tell(names[0], tangent, self._terms(swept, place, sources) if base is None else ())

    def _terms(self, swept: Swept, place: int, sources: list[tuple[str | None, str | None]]) -> tuple[Term, ...]:
        terms = []
        for share in swept.shares:
            given = share.given[place]
            source, edge = sources[share.place] if share.place < len(sources) else (None, None)
            if given is not None and source is not None:
                local = self.pictured.locals.get(edge or "")
                terms.append(Term(source, edge, local, self.keep(share.tangent), self.keep(given)))
        return tuple(terms)

    def _forward(self) -> float | None:
        """The tangents of the roots, times the gradients that the backward pass starts from."""
        total = 0.0
        for root, seed in zip(self.taped.task.roots, self.taped.task.seeds(), strict=True):
            if id(root) not in self.dual.values:
                if self.dual.is_lost(root) or (self.pictured.is_reached(root) and root.requires_grad):
                    return None
                continue
            if not is_same(self.dual.primal(root), root.detach()):
                raise no_tangents(
                    text("The calculation of this pass can't be done again, so it has no tangents."),
                    text("Compute the loss in this pass from the parameters, with torch's own operations."),
                )
            tangent = self.dual.tangent(root)
            total += 0.0 if tangent is None else float((seed.double() * tangent.double()).sum())
        return total

    def _stop(self) -> None:
        """Say of what depends on the direction, and has no tangent, why."""
        for node, reason in self.pictured.stops(self.found.keys(), self.still, self.reasons):
            name = self.pictured.called(node)
            gradient = self.pictured.gradients.get(node)
            shown = None if gradient is None else self.keep(gradient)
            self.found[node] = Tangent(node, name, None, (), shown, None, reason)

    def _along(self, one: Moved) -> Along:
        gradient = self.pictured.gradients.get(one.node.id)
        product = 0.0 if gradient is None else float((gradient * one.numbers.double()).sum())
        shown = None if gradient is None else self.keep(gradient.to(one.leaf.dtype))
        return Along(one.node.id, one.label, self.keep(one.numbers), shown, finite(product))

    def _agrees(self, forward: float | None, reverse: float) -> bool | None:
        dtypes = {root.dtype for root in self.taped.task.roots} | {one.leaf.dtype for one in self.moved}
        known = [(self.pictured.gradients.get(one.node.id), one.numbers.double()) for one in self.moved]
        sizes = [float((gradient * numbers).abs().sum()) for gradient, numbers in known if gradient is not None]
        return agree(forward, reverse, max((size for size in sizes if isfinite(size)), default=0.0), dtypes)


def warm_up() -> None:
    """Touch what forward mode needs of torch, before the process is sealed: some formulas torch compiles on first use,
    and once more when they have been used a few times."""
    for _ in range(3):
        sweep(Request(_WARM), 0, {"x": 1.0}, Limits())
